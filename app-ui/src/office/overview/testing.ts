/** What the overview's tests stand on: made-up figures. */
import { footing } from "../footing/testing";
import type { Schemas } from "../server";
import type { Figures, Place } from "./figures";

/** Of nobody nothing was heard, but for what is said. */
export function silent(more: Partial<Figures["not_heard"]> = {}): Figures["not_heard"] {
  return { no_line: 0, not_synced: 0, no_diary: 0, no_phone: 0, not_over: 0, ...more };
}

/** Nobody's, but for what is said. */
export function figures(more: Partial<Figures> = {}): Figures {
  return {
    people: 0,
    day: { resident: 0, rest: 0, leave: 0, business: 0, absent: 0, contradicted: 0, unconfirmed: 0, not_yet_due: 0 },
    not_heard: silent(),
    away: 0,
    resident_days: 0,
    year_resident: 0,
    year_target: 0,
    will_miss: 0,
    if_confirmed: 0,
    reviews_waiting: 0,
    problems_waiting: 0,
    ...more,
  };
}

export function place(code: string, name: string, level: string, more: Partial<Figures> = {}): Place {
  return { code, name, level, figures: figures(more) };
}

/** A county with two towns, on a day of which not everything was heard. */
export function county(): Schemas["OverviewView"] {
  const day = { resident: 5, rest: 1, leave: 1, business: 0, absent: 2, contradicted: 0, unconfirmed: 1, not_yet_due: 0 };
  const all = { people: 20, day, not_heard: silent({ no_line: 3, not_synced: 1, no_diary: 2, no_phone: 4 }), away: 3, resident_days: 1651, year_resident: 1903, year_target: 3520, will_miss: 2, if_confirmed: 1, reviews_waiting: 12, problems_waiting: 4 };
  return {
    path: [
      { code: "61", name: "陕西省" },
      { code: "6109", name: "安康市" },
    ],
    place: place("610926", "平利县", "county", all),
    from: "2017-01-01",
    to: "2017-09-18",
    below: [place("610926100", "城关镇", "town", all), place("610926101", "兴隆镇", "town")],
    people: [],
    footing: footing(),
    problems: { owed: 0, owed_late: 0, late_below: 0 },
  };
}

/** A person of a village's team. */
export function person(cadre: string, name: string, more: Partial<Schemas["PersonInVillage"]> = {}): Schemas["PersonInVillage"] {
  const year = { resident: 158, target: 220, needed: 62, possible: 109, latest_start: "2017-10-31", reach: "possible", computed_on: "2017-09-18" };
  return { cadre, name, state: "resident", heard: "something", resident_days: 150, year, ...more };
}
