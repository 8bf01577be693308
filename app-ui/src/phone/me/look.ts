/** What a screen of 我的 shows: asked of Rust when it opens and after each sync; a failure keeps what was there. */
import { shallowRef, watch, type ShallowRef } from "vue";
import type { Failure } from "../../backend";
import { useAttempt, type Attempt } from "../../shared/attempt";
import { phone } from "../state";

export interface Look<T> {
  view: ShallowRef<T | null>;
  failure: ShallowRef<Failure | null>;
  /** Asks again. */
  again(): Promise<void>;
  /** Does something and asks nothing afterwards. */
  attempt: Attempt["attempt"];
  /** Does something, then asks again; false if it was refused (see `failure`). */
  after(work: () => Promise<unknown>): Promise<boolean>;
}

/** Begins to look. */
export function useLook<T>(ask: () => Promise<T>): Look<T> {
  const view = shallowRef<T | null>(null);
  const { failure, attempt } = useAttempt();

  async function again(): Promise<void> {
    await attempt(async () => {
      view.value = await ask();
    });
  }

  async function after(work: () => Promise<unknown>): Promise<boolean> {
    const done = await attempt(work);
    if (done) await again();
    return done;
  }

  watch(() => phone.synced, again, { immediate: true });
  return { view, failure, again, attempt, after };
}
