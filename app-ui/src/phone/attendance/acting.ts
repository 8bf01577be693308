/** What a tap does: one call at a time, its failure kept to be shown, the line's state looked at afterwards. */
import { ref, shallowRef, type Ref } from "vue";
import { Failure } from "../../backend";
import { refreshStatus } from "../state";

export interface Acting {
  /** Whether something is being done. */
  busy: Ref<boolean>;
  /** Why the last one was refused or failed. */
  failure: Ref<Failure | null>;
  /** Does something; true if it was done. */
  act(what: () => Promise<unknown>): Promise<boolean>;
}

export function useActing(): Acting {
  const busy = ref(false);
  const failure = shallowRef<Failure | null>(null);

  async function act(what: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    failure.value = null;
    try {
      await what();
      await refreshStatus();
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      failure.value = thrown;
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, failure, act };
}
