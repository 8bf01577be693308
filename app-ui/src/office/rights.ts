/** Where somebody may do what, as the server said at the sign-in. It asks again at every call: this only spares links that lead nowhere. */
import { desk, type Me } from "./session";

/** A division by name. */
export interface Named {
  division: string;
  name: string;
}

/** The divisions where somebody may do something; everything below them is meant, too. */
export function divisionsOf(me: Pick<Me, "acts" | "divisions">, act: string): Named[] {
  const divisions = me.acts.find((may) => may.act === act)?.divisions ?? [];
  const nameOf = (division: string) => me.divisions.find(({ code }) => code === division)?.name ?? division;
  return divisions.map((division) => ({ division, name: nameOf(division) }));
}

/** Whether a division is another or lies below it: a code begins with those above (glossary: 行政区划). */
export function isWithin(division: string, above: string): boolean {
  return division.startsWith(above);
}

/** Whether whoever sits here may do something in a division. */
export function may(act: string, division: string): boolean {
  return desk.me !== null && divisionsOf(desk.me, act).some((above) => isWithin(division, above.division));
}
