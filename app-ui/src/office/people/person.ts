/** People as the server knows them. */
import type { Call, Schemas } from "../server";

export type Person = Schemas["PersonKnown"];
export type Phone = Schemas["DeviceKnown"];
export type RoleHeld = Schemas["RoleHeld"];

/** One person, by the page of the list that begins right before the id; null if nobody there has it. */
export function personCall(division: string, id: string): Call<{ person: Person | null }> {
  const params = { path: { division }, query: { after: id.slice(0, -1), limit: 200 } };
  return async (client) => {
    const { data, error, response } = await client.GET("/console/v1/divisions/{division}/people", { params });
    const person = data?.items.find((one) => one.id === id) ?? null;
    return data === undefined ? { error, response } : { data: { person }, response };
  };
}

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

/** The phones in use first, of each the newest first. */
export function inOrder(phones: readonly Phone[]): Phone[] {
  const used = (phone: Phone) => (typeof phone.revoked_at === "number" ? 0 : 1);
  return [...phones].sort((a, b) => used(b) - used(a) || b.enrolled_at - a.enrolled_at);
}
