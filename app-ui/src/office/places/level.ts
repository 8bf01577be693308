/** Levels of divisions, by their codes (glossary: 行政区划). */

/** How many digits a code of each level has. */
export const DIGITS = { province: 2, city: 4, county: 6, town: 9, village: 12 } as const;
export type PlaceLevel = keyof typeof DIGITS;

/** The level of a division; null if it is no code. */
export function levelOf(code: string): PlaceLevel | null {
  if (!/^\d+$/u.test(code)) return null;
  return (Object.keys(DIGITS) as PlaceLevel[]).find((level) => DIGITS[level] === code.length) ?? null;
}

/** Whether a division is another one or lies within it. */
export function contains(division: string, other: string): boolean {
  return other.startsWith(division);
}
