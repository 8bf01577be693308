/** A month saved as a file: one at a time, and where the last one went. */
import { shallowRef, type ShallowRef } from "vue";
import type { SavedFile } from "../../generated/SavedFile";
import type { Acting } from "../acting";

export interface Saving {
  /** Where the last file went; null before there is one. */
  saved: ShallowRef<SavedFile | null>;
  /** Makes another. */
  save(make: () => Promise<SavedFile>): Promise<boolean>;
}

export function useSaving(act: Acting["act"]): Saving {
  const saved = shallowRef<SavedFile | null>(null);

  function save(make: () => Promise<SavedFile>): Promise<boolean> {
    // Where an earlier one went says nothing of this one.
    saved.value = null;
    return act(async () => {
      saved.value = await make();
    });
  }

  return { saved, save };
}
