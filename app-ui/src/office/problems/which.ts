/** The lists of problems. */
import type { LocationQuery } from "vue-router";

export const WHICH = ["owed", "late", "unanswered", "settled"] as const;
export type Which = (typeof WHICH)[number];

/** Which of them an address asks for; what one's own office owes, where it says nothing. */
export function whichIn(query: LocationQuery): Which {
  return WHICH.find((which) => which === query["which"]) ?? "owed";
}
