/** A sheet on paper as it is typed in: a sign a day, and one key a sign. */

export interface PaperSign {
  /** The key, on the block of figures, too. */
  key: string;
  /** As the record has it. */
  sign: string;
  /** The state whose shape it is shown by. */
  state: string;
}

export const BLANK = "-";

/** `A` is only that somebody was elsewhere: whether that is an absence the calendar and leaves say. */
export const SIGNS: readonly PaperSign[] = [
  { key: "1", sign: "R", state: "resident" },
  { key: "2", sign: "S", state: "rest" },
  { key: "3", sign: "L", state: "leave" },
  { key: "4", sign: "B", state: "business" },
  { key: "5", sign: "A", state: "away" },
];

const OF_KEY: ReadonlyMap<string, string> = new Map([...SIGNS.map(({ key, sign }) => [key, sign] as const), ["0", BLANK], ["Delete", BLANK]]);

export interface Typed {
  days: string;
  /** The day that the next key is for, from 0. */
  place: number;
}

/** What a key does: a sign stands and the next day has its turn, arrows go from day to day and week to week. Null: it is no key of this
 * sheet's. Days from `open` on have not come yet and stay blank. */
export function afterKey({ days, place }: Typed, pressed: string, open: number): Typed | null {
  // An input method may have made a figure wide.
  const key = pressed.length === 1 ? pressed.normalize("NFKC") : pressed;
  const to = (next: number): Typed => ({ days, place: Math.max(0, Math.min(open - 1, next)) });
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const step = steps[key];
  if (step !== undefined) return place + step < 0 || place + step >= open ? { days, place } : to(place + step);
  if (key === "Home") return to(0);
  if (key === "End") return to(open - 1);
  if (key === "Backspace") return { days: withSign(days, place, BLANK), place: Math.max(0, place - 1) };
  const sign = OF_KEY.get(key);
  if (sign === undefined || place >= open) return null;
  return { days: withSign(days, place, sign), place: Math.min(open - 1, place + 1) };
}

function withSign(days: string, place: number, sign: string): string {
  return days.slice(0, place) + sign + days.slice(place + 1);
}

/** How many days of a month, given by its first, have come. */
export function openDays(first: string, length: number, today: string): number {
  if (today.slice(0, 7) > first.slice(0, 7)) return length;
  return today.slice(0, 7) === first.slice(0, 7) ? Number(today.slice(8)) : 0;
}

/** The days of a month by weeks that begin on Monday: their places from 0, null where a week has days of other months. */
export function weeksOf(first: string, length: number): (number | null)[][] {
  const before = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7;
  const places = [...Array.from({ length: before }, () => null), ...Array.from({ length }, (_, at) => at)];
  const weeks: (number | null)[][] = [];
  for (let from = 0; from < places.length; from += 7) weeks.push(Array.from({ length: 7 }, (_, at) => places[from + at] ?? null));
  return weeks;
}
