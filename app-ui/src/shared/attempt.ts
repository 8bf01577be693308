/** Asking for something that may be refused or fail: whether it goes on, and why it did not come to pass. */
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { Failure } from "./failure";

export interface Attempt {
  /** Whether something is being done. */
  busy: Ref<boolean>;
  /** Why the last attempt came to nothing; gone with one that succeeds. */
  failure: ShallowRef<Failure | null>;
  /** Does something; true if it was done. Whatever is no answer is a fault of the program, and is thrown on. */
  attempt(work: () => Promise<unknown>): Promise<boolean>;
}

export function useAttempt(): Attempt {
  const busy = ref(false);
  const failure = shallowRef<Failure | null>(null);

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true;
    try {
      await work();
      failure.value = null;
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      failure.value = thrown;
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, failure, attempt };
}
