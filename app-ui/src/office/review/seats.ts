/** On which level, and where, somebody reviews. */
import type { Me } from "../session";

export type Level = "town" | "county" | "city";

export interface ReviewSeat {
  level: Level;
  division: string;
  name: string;
}

const LEVELS: Readonly<Record<string, Level>> = { town_office: "town", county_office: "county", city_office: "city" };

/** The offices for which somebody reviews; one that is held twice, as one's own and for another, is one. */
export function seatsOf(me: Pick<Me, "appointments">): ReviewSeat[] {
  const seats = new Map<string, ReviewSeat>();
  for (const { role, division, division_name } of me.appointments) {
    const level = LEVELS[role];
    if (level !== undefined) seats.set(nameOfSeat({ level, division }), { level, division, name: division_name });
  }
  return [...seats.values()];
}

/** Tells a seat from others. */
export function nameOfSeat({ level, division }: Pick<ReviewSeat, "level" | "division">): string {
  return `${level}/${division}`;
}
