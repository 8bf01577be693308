/** Of which month, and where a sheet is filed. */
import type { LocationQuery, RouteLocationRaw } from "vue-router";
import { daysLater, monthsLater } from "../../shared/words/days";

/** The first day of the month that an address asks for; null where it says none. */
export function monthIn(query: LocationQuery): string | null {
  const said = query["month"];
  return typeof said === "string" && /^\d{4}-(0[1-9]|1[0-2])$/u.test(said) ? `${said}-01` : null;
}

/** The unit to whose people an address narrows it; null where it says none. */
export function unitIn(query: LocationQuery): string | null {
  const said = query["unit"];
  return typeof said === "string" && said.trim() !== "" ? said.trim() : null;
}

/** The address of a division's month, given its first day; of one unit's people. */
export function monthAt(division: string, first: string, unit: string | null): RouteLocationRaw {
  return { path: `/months/${division}`, query: { month: first.slice(0, 7), ...(unit === null ? {} : { unit }) } };
}

/** The first day of the last month that is over: what is to be filed. */
export function lastMonth(today: string): string {
  return monthsLater(today, -1);
}

/** A month's last day, given its first. */
export function endOf(first: string): string {
  return daysLater(monthsLater(first, 1), -1);
}

/** As calls ask for it. */
export function partsOf(first: string): { year: number; month: number } {
  return { year: Number(first.slice(0, 4)), month: Number(first.slice(5, 7)) };
}

/** As the sheets of a month are asked for: all of it, or one unit's people. */
export function sheetOf(first: string, unit: string | null): { year: number; month: number; unit?: string } {
  return { ...partsOf(first), ...(unit === null ? {} : { unit }) };
}

/** Whether a division's people can be narrowed to one unit's: a unit has few of a county's. */
export function canBeNarrowed(division: string): boolean {
  return division.length >= 6;
}

/** Whether a division has a sheet of its own: a town has, and a village's is a page of it. Above there are counts. The codes of a town
 * and a village have 9 and 12 digits (glossary: 行政区划). */
export function hasSheet(division: string): boolean {
  return division.length >= 9;
}
