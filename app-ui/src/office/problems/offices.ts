/** For which divisions somebody answers problems, and which offices have to do with a village. */
import { divisionsOf, type Named } from "../rights";
import { desk, type Me } from "../session";

export type Office = Named;

/** Where somebody may answer. */
export function officesOf(me: Pick<Me, "acts" | "divisions">): Office[] {
  return divisionsOf(me, "answer_problems");
}

/** Whether a division's office is one's own. */
export function isOwnOffice(division: string): boolean {
  return desk.me !== null && officesOf(desk.me).some((office) => office.division === division);
}

/** How many digits of a village's code are its town's, its county's, its city's (glossary: 行政区划). */
const DIGITS = { town: 9, county: 6, city: 4 } as const;
export type OfficeLevel = keyof typeof DIGITS;

/** The offices above a village, the nearest first. */
export function officesAbove(village: string): { level: OfficeLevel; division: string }[] {
  return (Object.keys(DIGITS) as OfficeLevel[]).map((level) => ({ level, division: village.slice(0, DIGITS[level]) }));
}
