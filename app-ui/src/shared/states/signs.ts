/** A day's state, and of which nothing was heard and why, as a shape before it is a colour. That nothing was heard has no colour: it is no fault. */

/** What stands in a day's cell. Shapes need no language; the two that are words come from the strings. */
export const SHAPES: Record<string, string> = {
  resident: "●",
  rest: "○",
  absent: "✕",
  unconfirmed: "?",
  contradicted: "!",
  away: "◇",
  silent: "–",
  no_line: "△",
  not_synced: "▽",
  no_diary: "□",
  // Lines on paper: that is what their month comes on.
  no_phone: "≡",
  not_over: "◎",
};

/** The colour's part that a state plays. */
export function toneOf(state: string): "good" | "warn" | "bad" | "plain" {
  if (state === "resident") return "good";
  if (state === "absent" || state === "contradicted") return "bad";
  if (state === "unconfirmed") return "warn";
  return "plain";
}

/** What stands for a state: its shape, or the first sign of its word. `word` is the state's in the language that is spoken. */
export function markOf(state: string, word: string, english: boolean): string {
  const shape = SHAPES[state];
  if (shape !== undefined) return shape;
  if (state !== "leave" && state !== "business") return "";
  const first = word.charAt(0);
  return english ? first.toUpperCase() : first;
}
