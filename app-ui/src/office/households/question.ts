/** Which households are shown, as it stands in the address: going back shows what was there. The division is the address's path. */
import type { LocationQuery } from "vue-router";

export const LISTS = ["listed", "coverage", "unlisted"] as const;
export type List = (typeof LISTS)[number];

export interface Question {
  list: List;
  /** By number, name or group, as it was typed. */
  text: string;
  /** Not visited for so many days, or never; null: whenever they were. */
  days: number | null;
  /** Those whose visits fall to nobody. */
  unassigned: boolean;
  /** Those that this person visits or helps, by id. */
  person: string;
}

/** After so many days without a visit the coverage says "long ago", unless somebody says otherwise. */
export const USUAL_DAYS = 30;

function said(value: LocationQuery[string] | undefined): string {
  return typeof value === "string" ? value : "";
}

/** What was typed or stands in an address as days; null where it is no number of days. */
export function daysIn(typed: string): number | null {
  return /^[1-9]\d{0,3}$/u.test(typed.trim()) ? Number(typed) : null;
}

export function questionOf(query: LocationQuery): Question {
  return {
    list: LISTS.find((list) => list === query["list"]) ?? "listed",
    text: said(query["q"]),
    days: daysIn(said(query["days"])),
    unassigned: query["unassigned"] === "1",
    person: said(query["person"]),
  };
}

/** What an address says of a question. */
export function queryOf({ list, text, days, unassigned, person }: Question): Record<string, string> {
  const parts: Record<string, string> = {
    list: list === "listed" ? "" : list,
    q: text,
    days: days === null ? "" : String(days),
    unassigned: unassigned ? "1" : "",
    person,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ""));
}
