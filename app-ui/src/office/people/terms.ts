/** Terms that a desk changes. */

/** Roles that are held in villages alone (`Role::levels` in Rust). */
export const VILLAGE_ROLES: readonly string[] = ["resident", "first_secretary", "paired_helper", "unit_head"];

/** What may end a term before its year is over (`CutShortBy` in Rust). */
export const CUT_SHORT = ["recall", "order"] as const;

/** What was done, and how many households of the village that was left still fall to who left it. */
export interface TermsDone {
  what: "move" | "end" | "add";
  households: number;
  village: string | null;
}
