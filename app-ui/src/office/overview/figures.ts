/** The figures of a division, in the order in which they are shown, and where each opens to what it counts. */
import type { RouteLocationRaw } from "vue-router";
import type { Which } from "../problems/which";
import { may } from "../rights";
import type { Schemas } from "../server";
import { SILENCES } from "../states/silences";

export type Figures = Schemas["Figures"];
export type Place = Schemas["PlaceView"];

/** What the last day is of people of whom something was heard. */
export const HEARD = ["resident", "rest", "leave", "business", "absent", "unconfirmed", "contradicted", "not_yet_due"] as const;

export interface Counted {
  state: string;
  count: number;
}

/** How many people are in each state, of whom something was heard. */
export function heardOf(figures: Figures): Counted[] {
  return HEARD.map((state) => ({ state, count: figures.day[state] }));
}

/** Of how many nothing was heard, by why. */
export function silencesOf(figures: Figures): Counted[] {
  return SILENCES.map((state) => ({ state, count: figures.not_heard[state] }));
}

/** All of them. */
export function sum(counted: readonly Counted[]): number {
  return counted.reduce((all, { count }) => all + count, 0);
}

/** The people that a figure counts; all of a division's, where nothing is said of them. */
export function peopleOf(division: string, day: string, which: { state?: string; reach?: string } = {}): RouteLocationRaw {
  return { path: `/attendance/${division}`, query: { day, ...which } };
}

/** What waits for a review; nowhere, for who reviews nothing there. */
export function reviewsOf(division: string): RouteLocationRaw | null {
  return may("review", division) ? { path: "/review", query: { division } } : null;
}

/** For whose review the diaries wait that are counted of a division (`level` in Rust): one's own, or the town's for who reviews nothing there. */
export function reviewerOf(division: string): "own" | "town" {
  return may("review", division) ? "own" : "town";
}

/** The problems that wait for an answer, or a list of them; nowhere, for who answers nothing there. */
export function problemsOf(division: string, which: Which = "unanswered"): RouteLocationRaw | null {
  return may("answer_problems", division) ? { path: "/problems", query: { division, which } } : null;
}
