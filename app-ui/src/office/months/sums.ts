/** How many people of a sheet are how far. */
import type { Schemas } from "../server";

export type Counts = Schemas["MonthCountsOf"];

export function sumOf(counts: readonly Counts[], key: Exclude<keyof Counts, "division" | "name">): number {
  return counts.reduce((all, one) => all + one[key], 0);
}

/** What a close would do with the people of a sheet. A check counts though a day has changed since: the close itself tells who was left. */
export interface ToClose {
  people: number;
  /** Checked, and not on a sheet yet. */
  ready: number;
  filed: number;
  /** Not checked. */
  open: number;
}

export function toCloseOf(counts: readonly Counts[]): ToClose {
  const [people, checked, filed] = [sumOf(counts, "people"), sumOf(counts, "checked"), sumOf(counts, "filed")];
  return { people, ready: Math.max(0, checked - filed), filed, open: Math.max(0, people - Math.max(checked, filed)) };
}
