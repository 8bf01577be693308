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

/** Whether it can be the phone that was lost: one in use, or the last of those that took its place is revoked. Not the former id of a phone that goes on. */
export function mayBeLost(phone: Phone, phones: readonly Phone[]): boolean {
  if (typeof phone.revoked_at === "number") return false;
  return phone.in_use || !followersOf(phones, phone.id).some(({ revoked_at }) => typeof revoked_at !== "number");
}

/** As much of an id as tells it from the others, where it stands whole. */
export function shortId(id: string): string {
  return `${id.slice(0, 8)}…`;
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
