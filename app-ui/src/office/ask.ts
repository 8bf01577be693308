/** One question to the server that may be asked again: whether it is under way, and why it came to nothing. */
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { Failure } from "../shared/failure";
import { ask as askServer, type Call } from "./server";

export interface Asking {
  /** Whether an answer is waited for. */
  busy: Ref<boolean>;
  /** Why the last question came to nothing; gone with one that is answered. */
  failure: ShallowRef<Failure | null>;
  /** Asks, and hands on the answer; true if it was. An answer that a later question overtook is passed over: a filter that was changed
   * meanwhile shows what it says now. */
  ask<T>(call: Call<T>, take?: (answer: T) => void): Promise<boolean>;
}

/** Of one thing that is shown or done: what is asked side by side has one each. */
export function useAsk(): Asking {
  const busy = ref(false);
  const failure = shallowRef<Failure | null>(null);
  let latest = 0;

  async function ask<T>(call: Call<T>, take: (answer: T) => void = () => undefined): Promise<boolean> {
    latest += 1;
    const mine = latest;
    busy.value = true;
    try {
      const answer = await askServer(call);
      if (mine !== latest) return false;
      take(answer);
      failure.value = null;
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      if (mine === latest) failure.value = thrown;
      return false;
    } finally {
      if (mine === latest) busy.value = false;
    }
  }

  return { busy, failure, ask };
}
