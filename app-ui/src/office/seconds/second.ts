/** Something that takes two people, as a desk sees it. */
import type { Schemas } from "../server";

export type Second = Schemas["SecondView"];

/** The lists of it. */
export const WHICH = ["waiting", "decided"] as const;
export type Which = (typeof WHICH)[number];

/** What a day can be corrected to, in the order in which it is offered; the last: the records decide again. */
export const CORRECTED_TO = ["resident", "rest", "leave", "business", "absent", "as_recorded"] as const;
export type CorrectedTo = (typeof CORRECTED_TO)[number];

/** Whether it waits for somebody else than who asked: to be agreed to, or, done already, to be looked at. */
export function isOpen({ state }: Pick<Second, "state">): boolean {
  return state === "waiting" || state === "emergency";
}
