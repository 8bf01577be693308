/** Looks again and again at what changes by itself, while somebody can see it: one question after the other, never two at once. */
import { onBeforeUnmount, onMounted } from "vue";

/** How long after an answer it is looked at again. */
export const EVERY_MS = 5_000;

export interface Watching {
  /** Looks now, as when something else is to be shown. */
  now(): void;
}

/** Of the screen that stands; `look` is done when its answer is there, or when there is none. */
export function useWatching(look: () => Promise<unknown>): Watching {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let turn = 0;
  let gone = false;

  function rest(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  async function go(): Promise<void> {
    rest();
    turn += 1;
    const mine = turn;
    await look();
    if (mine === turn && !gone && document.visibilityState === "visible") timer = setTimeout(() => void go(), EVERY_MS);
  }

  function seen(): void {
    if (document.visibilityState === "visible") void go();
    else rest();
  }

  onMounted(() => document.addEventListener("visibilitychange", seen));
  onBeforeUnmount(() => {
    gone = true;
    rest();
    document.removeEventListener("visibilitychange", seen);
  });
  return { now: () => void go() };
}
