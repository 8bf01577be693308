/** Days as the server writes them: a sign each. */

const STATES: Readonly<Record<string, string>> = {
  R: "resident",
  S: "rest",
  L: "leave",
  B: "business",
  A: "absent",
  C: "contradicted",
  U: "unconfirmed",
  N: "not_yet_due",
  O: "not_in_term",
  // Nothing was heard of a day on which a word is awaited: no absence.
  "-": "silent",
};

/** The states of days that follow each other. A sign that is newer than this page says nothing. */
export function statesOf(signs: string): string[] {
  return [...signs].map((sign) => STATES[sign] ?? "not_in_term");
}

/** In the order in which they are told. */
export const TOLD = ["resident", "rest", "leave", "business", "absent", "unconfirmed", "contradicted", "silent"] as const;

/** How many days are in each of the states that are told; those of which there are none are left out. */
export function countsOf(states: readonly string[]): { state: string; count: number }[] {
  return TOLD.map((state) => ({ state, count: states.filter((one) => one === state).length })).filter(({ count }) => count > 0);
}

/** How many days have the month of a day. */
export function lengthOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The states of a year by its months: twelve lists. */
export function monthsOf(states: readonly string[], year: number): string[][] {
  let from = 0;
  return Array.from({ length: 12 }, (_, at) => {
    const days = states.slice(from, from + lengthOf(year, at + 1));
    from += days.length;
    return days;
  });
}
