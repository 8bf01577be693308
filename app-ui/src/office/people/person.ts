/** People as the server knows them. */
import { standingOf } from "../frame/roles";
import { isWithin } from "../rights";
import type { Schemas } from "../server";
import { desk } from "../session";

export type Person = Schemas["PersonKnown"];
export type Phone = Schemas["DeviceKnown"];
export type CodeOpen = Schemas["CodeOpen"];
export type RoleHeld = Schemas["RoleHeld"];

/** The phones that a revocation takes along: those that were introduced by it, and by these. */
export function followersOf(phones: readonly Phone[], id: string): Phone[] {
  const found: Phone[] = [];
  let by = [id];
  while (by.length > 0) {
    const next = phones.filter((phone) => typeof phone.follows === "string" && by.includes(phone.follows) && !found.includes(phone));
    found.push(...next);
    by = next.map((phone) => phone.id);
  }
  return found;
}

/** Whether a revocation of it is offered: not of the former id of a phone that still goes on under another, which would end with it. */
export function mayStop(phone: Phone, phones: readonly Phone[]): boolean {
  return typeof phone.revoked_at !== "number" && !followersOf(phones, phone.id).some(({ revoked_at }) => typeof revoked_at !== "number");
}

/** Until when the code is good that lasts longest; null where none waits. */
export function goodUntil({ codes }: Pick<Person, "codes">): number | null {
  return codes.length === 0 ? null : Math.max(...codes.map((code) => code.good_until));
}

/** The phones in use first, the revoked ones last, of each the newest first. */
export function inOrder(phones: readonly Phone[]): Phone[] {
  const used = ({ in_use, revoked_at }: Phone) => (in_use ? 2 : typeof revoked_at === "number" ? 0 : 1);
  return [...phones].sort((a, b) => used(b) - used(a) || b.enrolled_at - a.enrolled_at);
}

/** The village or office where somebody is now, if it lies below a division; else that division. */
export function nearestOf({ roles }: Pick<Person, "roles">, division: string): string {
  const below = roles.filter((held) => standingOf(held, desk.me?.today ?? "") === "now" && isWithin(held.division, division)).map((held) => held.division);
  return below.sort((a, b) => b.length - a.length)[0] ?? division;
}
