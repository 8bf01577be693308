/** On which level, and where, somebody reviews. */
import { isWithin } from "../rights";
import type { Me } from "../session";

export type Level = "town" | "county" | "city";

export interface ReviewSeat {
  level: Level;
  division: string;
  name: string;
  /** Whether it is one division's share of what waits for the seat. */
  part?: boolean;
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

/** Of what waits for somebody, a division's alone: of the highest level on which they review there, as the overview counts it. None, if they
 * review nothing there. */
export function partOf(seats: readonly ReviewSeat[], division: string): ReviewSeat | null {
  const order = Object.values(LEVELS);
  const there = seats.filter((seat) => isWithin(division, seat.division)).sort((a, b) => order.indexOf(b.level) - order.indexOf(a.level));
  return there[0] === undefined ? null : { level: there[0].level, division, name: there[0].name, part: there[0].division !== division };
}

/** Tells a seat from others. */
export function nameOfSeat({ level, division }: Pick<ReviewSeat, "level" | "division">): string {
  return `${level}/${division}`;
}
