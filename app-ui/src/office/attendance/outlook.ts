/** How a year stands against its target, in a word. */

export interface Outlook {
  /** The key of the word. */
  word: string;
  /** The part that its colour plays. */
  tone: "bad" | "good" | "plain" | "warn";
}

/** By `YearView.reach`. */
export function outlookOf(reach: string): Outlook {
  if (reach === "impossible") return { word: "attendance.reach.impossible", tone: "bad" };
  if (reach === "if_confirmed") return { word: "attendance.reach.if_confirmed", tone: "warn" };
  if (reach === "nothing_owed") return { word: "attendance.reach.nothing_owed", tone: "plain" };
  return reach === "reached" ? { word: "attendance.reach.reached", tone: "good" } : { word: "attendance.reach.possible", tone: "plain" };
}
