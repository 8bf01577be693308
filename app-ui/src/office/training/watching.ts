/** Looks again and again at what changes by itself, while somebody can see it: one question after the other, never two at once. Where nobody
 * has touched anything for long, it rests: a screen that is left alone must not keep a session from ending. */
import { onBeforeUnmount, onMounted, ref, type Ref } from "vue";

/** How long after an answer it is looked at again. */
export const EVERY_MS = 5_000;
/** After so long without a touch it rests. */
export const ALONE_MS = 3_600_000;

const TOUCHES = ["keydown", "pointerdown", "wheel"] as const;

export interface Watching {
  /** Whether it rests until somebody touches something. */
  rests: Ref<boolean>;
  /** Looks now, as when something else is to be shown. */
  now(): void;
}

/** Of the screen that stands; `look` is done when its answer is there, or when there is none. */
export function useWatching(look: () => Promise<unknown>): Watching {
  const rests = ref(false);
  let touched = Date.now();
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
    if (mine !== turn || gone || document.visibilityState !== "visible") return;
    rests.value = Date.now() - touched >= ALONE_MS;
    if (!rests.value) timer = setTimeout(() => void go(), EVERY_MS);
  }

  function seen(): void {
    if (document.visibilityState === "visible") void go();
    else rest();
  }

  function touch(): void {
    touched = Date.now();
    if (rests.value) void go();
  }

  onMounted(() => {
    document.addEventListener("visibilitychange", seen);
    for (const kind of TOUCHES) document.addEventListener(kind, touch, { passive: true });
  });
  onBeforeUnmount(() => {
    gone = true;
    rest();
    document.removeEventListener("visibilitychange", seen);
    for (const kind of TOUCHES) document.removeEventListener(kind, touch);
  });
  return { rests, now: () => void go() };
}
