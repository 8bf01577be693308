/** A form that was left half written is gone on with: where a kind has no key in the world, nothing else finds it again. */
import { call } from "../../backend";
import type { DraftView } from "../../generated/DraftView";

/** The form of a new record of this kind that was left, else a new one that says so much already. */
export async function leftOrNew(kind: string, village: string | null, said: DraftView["fields"]): Promise<DraftView> {
  const left = (await call("forms")).find((form) => form.kind === kind && !form.is_change);
  return left ?? call("open_form", { kind, village, said });
}
