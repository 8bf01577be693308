/** Of which days and people attendance is shown, as the address says. */
import type { LocationQuery } from "vue-router";
import { daysLater, monthsLater } from "../../shared/words/days";
import { dayIn } from "../lists/addresses";

export interface Asked {
  /** `2017-09`; none: that of the day, or this one. */
  month?: string;
  /** The day that `state` means; none: today. */
  day?: string;
  /** Only people whose day is this, by code; or of whose day nothing was heard, by why. */
  state?: string;
  /** Only people whose year stands so against its target. */
  reach?: string;
}

/** Those that ask for something to be done. */
export const REACHES = ["impossible", "if_confirmed"] as const;

function wordIn(query: LocationQuery, key: string, form: RegExp): string | undefined {
  const said = query[key];
  return typeof said === "string" && form.test(said) ? said : undefined;
}

/** What an address says. */
export function askedOf(query: LocationQuery): Asked {
  const said: [keyof Asked, string | undefined][] = [
    ["month", wordIn(query, "month", /^\d{4}-(0[1-9]|1[0-2])$/u)],
    ["day", dayIn(query, "day")],
    ["state", wordIn(query, "state", /^[a-z_]+$/u)],
    ["reach", wordIn(query, "reach", /^[a-z_]+$/u)],
  ];
  return Object.fromEntries(said.filter(([, value]) => value !== undefined)) as Asked;
}

/** The month that is shown: its year and its number. */
export function monthOf(asked: Asked, today: string): { year: number; month: number; first: string } {
  const of = asked.month ?? (asked.day ?? today).slice(0, 7);
  return { year: Number(of.slice(0, 4)), month: Number(of.slice(5)), first: `${of}-01` };
}

/** The last day of a month, given by its first, that is not still to come. */
export function lastOf(first: string, today: string): string {
  const last = daysLater(monthsLater(first, 1), -1);
  return first <= today && today < last ? today : last;
}

/** What is asked of the server, beside the page: only what is said, the day wherever a state is. */
export function questionOf(asked: Asked, today: string): { year: number; month: number; day?: string; state?: string; reach?: string } {
  const { year, month, first } = monthOf(asked, today);
  const { state, reach } = asked;
  const people = { ...(state === undefined ? {} : { state }), ...(reach === undefined ? {} : { reach }) };
  return { year, month, ...(state === undefined && reach === undefined ? {} : { day: asked.day ?? lastOf(first, today) }), ...people };
}

/** A year in an address. */
export function yearIn(query: LocationQuery): number | null {
  const said = wordIn(query, "year", /^\d{4}$/u);
  return said === undefined ? null : Number(said);
}
