/** A form that was left half written is gone on with: where a kind has no key in the world, nothing else finds it again. */
import { call, Failure } from "../../backend";
import type { DraftView } from "../../generated/DraftView";

/** The draft of this kind that a place names, also one that mends a rejected record; null where it names none that is there. */
export async function formNamed(kind: string, named: unknown): Promise<DraftView | null> {
  if (typeof named !== "string" || named === "") return null;
  try {
    const form = await call("form", { id: named });
    return form.kind === kind ? form : null;
  } catch (thrown) {
    // It was written or thrown away meanwhile.
    if (thrown instanceof Failure && thrown.code === "store.unknown_draft") return null;
    throw thrown;
  }
}

/**
 * The form of a new record of this kind that was left, else a new one that says so much already. Where a village is given, only one
 * of that village, unless the place names the very draft; one that mends a rejected record is gone on with only where it is named.
 */
export async function leftOrNew(kind: string, village: string | null, said: DraftView["fields"], named: unknown = null): Promise<DraftView> {
  const meant = await formNamed(kind, named);
  if (meant !== null) return meant;
  const all = (await call("forms")).filter((form) => form.kind === kind && !form.is_change && form.record === null);
  const left = all.find((form) => village === null || form.village === village);
  return left ?? call("open_form", { kind, village, said });
}
