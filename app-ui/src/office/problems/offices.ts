/** For which divisions somebody answers problems, and which offices have to do with a village. */
import { DIGITS } from "../places/level";
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

const ABOVE = ["town", "county", "city"] as const;
export type OfficeLevel = (typeof ABOVE)[number];

/** The offices above a village, the nearest first. */
export function officesAbove(village: string): { level: OfficeLevel; division: string }[] {
  return ABOVE.map((level) => ({ level, division: village.slice(0, DIGITS[level]) }));
}
