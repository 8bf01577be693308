/** What the map colours, and how long the bars are. Where nothing was heard is one of them, for support: nothing is put in an order by it. */
import { heardOf, silencesOf, sum, type Figures } from "./figures";

export const MEASURES = ["reviews", "problems", "present", "silent"] as const;
export type Measure = (typeof MEASURES)[number];

/** A division's; nothing where there is nothing to tell: a share of nobody. */
export function valueOf(measure: Measure, figures: Figures): number | null {
  switch (measure) {
    case "reviews":
      return figures.reviews_waiting;
    case "problems":
      return figures.problems_waiting;
    case "silent":
      return sum(silencesOf(figures));
    case "present": {
      const heard = sum(heardOf(figures));
      return heard === 0 ? null : Math.round((100 * figures.day.resident) / heard);
    }
  }
}

/** As it is written: `12`, `40%`, `–`. */
export function writtenOf(measure: Measure, value: number | null): string {
  if (value === null) return "–";
  return measure === "present" ? `${value}%` : String(value);
}

/** The end of the scale: a hundred of a share, else the most there is, and never nothing. */
export function mostOf(measure: Measure, values: readonly (number | null)[]): number {
  return measure === "present" ? 100 : Math.max(1, ...values.map((value) => value ?? 0));
}
