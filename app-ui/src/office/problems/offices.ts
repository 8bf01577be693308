/** For which divisions somebody answers problems, and which offices have to do with a village. */
import type { Me } from "../session";

export interface Office {
  division: string;
  name: string;
}

/** Where somebody may answer. */
export function officesOf(me: Pick<Me, "acts" | "appointments">): Office[] {
  const divisions = me.acts.find(({ act }) => act === "answer_problems")?.divisions ?? [];
  const nameOf = (division: string) => me.appointments.find((held) => held.division === division)?.division_name ?? division;
  return divisions.map((division) => ({ division, name: nameOf(division) }));
}

/** How many digits of a village's code are its town's, its county's, its city's (glossary: 行政区划). */
const DIGITS = { town: 9, county: 6, city: 4 } as const;
export type OfficeLevel = keyof typeof DIGITS;

/** The offices above a village, the nearest first. */
export function officesAbove(village: string): { level: OfficeLevel; division: string }[] {
  return (Object.keys(DIGITS) as OfficeLevel[]).map((level) => ({ level, division: village.slice(0, DIGITS[level]) }));
}
