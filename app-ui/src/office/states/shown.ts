/** What is shown of a person's day. */
import { isSilence } from "./silences";

/** Being on leave or on business says by itself that somebody was away. */
const SAYS_SO: readonly string[] = ["leave", "business"];

/** The words and shapes of a day, by its state and by what was heard of it (`PersonView` in Rust). */
export function shownOf(state: string, heard: string): string[] {
  if (isSilence(heard)) return [heard];
  // Of a day in a table, or before its year is counted, it is not known why.
  if (heard === "nothing" && state !== "not_in_term") return ["silent"];
  return heard === "away" && !SAYS_SO.includes(state) ? [state, "away"] : [state];
}
