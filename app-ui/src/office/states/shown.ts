/** What is shown of a person's day. */

/** What there was of nothing heard. */
const SILENCES: readonly string[] = ["no_line", "not_synced", "no_diary"];

/** Being on leave or on business says by itself that somebody was away. */
const SAYS_SO: readonly string[] = ["leave", "business"];

/** The words and shapes of a day, by its state and by what was heard of it (`PersonView` in Rust). */
export function shownOf(state: string, heard: string): string[] {
  if (SILENCES.includes(heard)) return [heard];
  // Of one day alone it is not asked why.
  if (heard === "nothing" && state !== "not_in_term") return ["silent"];
  return heard === "away" && !SAYS_SO.includes(state) ? [state, "away"] : [state];
}
