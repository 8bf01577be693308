/** Places as they are drawn on blank ground: an anchor in the middle of its circle, and where something was saved, by distance and direction. */
import type { Schemas } from "../server";

export type PlaceShown = Schemas["PlaceShown"];

/** The drawing's own measure. */
export const WIDE = 320;
export const HIGH = 220;
const EDGE = 24;
/** What is smaller would not be seen. */
const LEAST = 4;

const DIRECTIONS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

export interface Point {
  x: number;
  y: number;
  /** How far it may be off. */
  accuracy: number;
  place: PlaceShown;
}

export interface Drawn {
  x: number;
  y: number;
  radius: number;
  points: Point[];
}

/** In metres, east and south of the anchor: the eighth of the compass is all that is known of the direction. */
function offset({ metres, direction }: PlaceShown): { x: number; y: number } {
  const eighth = DIRECTIONS.indexOf(direction ?? "");
  if (eighth < 0) return { x: 0, y: 0 };
  const angle = (eighth * Math.PI) / 4;
  return { x: Math.sin(angle) * (metres ?? 0), y: -Math.cos(angle) * (metres ?? 0) };
}

/** Everything as large as the ground allows, in one measure: what looks twice as far is twice as far. */
export function drawnOf(radius: number, places: readonly PlaceShown[]): Drawn {
  const found = places.map((place) => ({ place, ...offset(place), accuracy: place.accuracy ?? 0 }));
  const all = [{ x: 0, y: 0, accuracy: radius }, ...found];
  const left = Math.min(...all.map((one) => one.x - one.accuracy));
  const right = Math.max(...all.map((one) => one.x + one.accuracy));
  const top = Math.min(...all.map((one) => one.y - one.accuracy));
  const bottom = Math.max(...all.map((one) => one.y + one.accuracy));
  const scale = Math.min((WIDE - 2 * EDGE) / Math.max(1, right - left), (HIGH - 2 * EDGE) / Math.max(1, bottom - top));
  const x = (metres: number) => WIDE / 2 + (metres - (left + right) / 2) * scale;
  const y = (metres: number) => HIGH / 2 + (metres - (top + bottom) / 2) * scale;
  return {
    x: x(0),
    y: y(0),
    radius: Math.max(LEAST, radius * scale),
    points: found.map((one) => ({ x: x(one.x), y: y(one.y), accuracy: one.accuracy * scale, place: one.place })),
  };
}

/** `850` metres or `14` kilometres, as it is said. */
export function distanceOf(metres: number): { unit: "metres" | "kilometres"; figure: string } {
  if (metres < 1000) return { unit: "metres", figure: String(metres) };
  const kilometres = metres / 1000;
  return { unit: "kilometres", figure: kilometres < 10 ? String(Math.round(kilometres * 10) / 10) : String(Math.round(kilometres)) };
}
