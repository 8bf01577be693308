/** A day's state as a shape before it is a colour. */

/** What stands in a day's cell. Shapes need no language; the two that are words come from the strings. */
export const SHAPES: Record<string, string> = {
  resident: "●",
  rest: "○",
  absent: "✕",
  unconfirmed: "?",
  contradicted: "!",
};

/** The colour's part that a state plays. */
export function toneOf(state: string): "good" | "warn" | "bad" | "plain" {
  if (state === "resident") return "good";
  if (state === "absent" || state === "contradicted") return "bad";
  if (state === "unconfirmed") return "warn";
  return "plain";
}

/** The first of the month before or after. */
export function monthsLater(month: string, months: number): string {
  const [year, number] = month.split("-").map(Number);
  const at = new Date(Date.UTC(year ?? 0, (number ?? 1) - 1 + months, 1));
  return at.toISOString().slice(0, 10);
}
