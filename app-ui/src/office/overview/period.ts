/** The days that an overview is of: within one year, as the address says. */
import type { LocationQuery } from "vue-router";
import { daysLater, monthsLater } from "../../shared/words/days";
import { dayIn } from "../lists/addresses";

/** Both ISO; what is missing the server chooses: from the year's first day to today. */
export interface Period {
  from?: string;
  to?: string;
}

/** What an address says. */
export function periodOf(query: LocationQuery): Period {
  const [from, to] = [dayIn(query, "from"), dayIn(query, "to")];
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** What is asked for most. */
export const PRESETS = ["this_month", "last_month", "this_year"] as const;
export type Preset = (typeof PRESETS)[number];

/** The days of a preset; nothing is shown of days to come. */
export function daysOf(preset: Preset, today: string): Required<Period> {
  const month = `${today.slice(0, 7)}-01`;
  if (preset === "this_month") return { from: month, to: today };
  if (preset === "last_month") return { from: monthsLater(month, -1), to: daysLater(month, -1) };
  return { from: `${today.slice(0, 4)}-01-01`, to: today };
}
