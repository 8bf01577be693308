/** A form that was left half written is gone on with: where a kind has no key in the world, nothing else finds it again. */
import { call } from "../../backend";
import type { DraftView } from "../../generated/DraftView";

/**
 * The form of a new record of this kind that was left, else a new one that says so much already. Where a village is given, only one
 * of that village, unless the place names the very draft; one that mends a rejected record has its own way back.
 */
export async function leftOrNew(kind: string, village: string | null, said: DraftView["fields"], named: unknown = null): Promise<DraftView> {
  const all = (await call("forms")).filter((form) => form.kind === kind && !form.is_change && form.record === null);
  const left = all.find((form) => form.id === named) ?? all.find((form) => village === null || form.village === village);
  return left ?? call("open_form", { kind, village, said });
}
