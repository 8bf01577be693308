/** Of which month, and where a sheet is filed. */
import type { LocationQuery } from "vue-router";
import { daysLater, monthsLater } from "../../shared/words/days";

/** The first day of the month that an address asks for; null where it says none. */
export function monthIn(query: LocationQuery): string | null {
  const said = query["month"];
  return typeof said === "string" && /^\d{4}-(0[1-9]|1[0-2])$/u.test(said) ? `${said}-01` : null;
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

/** Whether a division has a sheet of its own: a town has, and a village's is a page of it. Above there are counts. The codes of a town
 * and a village have 9 and 12 digits (glossary: 行政区划). */
export function hasSheet(division: string): boolean {
  return division.length >= 9;
}
