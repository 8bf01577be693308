/** What goes on as long as the program is in sight: a look at the line, the platform's word on it, a person's touches. */
import { onScopeDispose } from "vue";
import { call, Failure } from "../backend";
import { phone, raiseNotices, refreshStage, refreshStatus } from "./state";

/** How often the line is looked at while nothing goes on, and while a sync does (milliseconds). */
export const LOOK_AT_REST = 5_000;
export const LOOK_WHILE_RUNNING = 1_500;
/** Notices are looked for so often: none of them is a matter of minutes. */
const NOTICES = 5 * 60_000;
/** Touches are told so often at most. */
const TOUCHES = 10_000;

interface Connection extends EventTarget {
  type?: string;
}

/** Begins; ends with the scope in which it began. */
export function useHeartbeat(): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let touchedAt = -TOUCHES;
  let noticedAt = -NOTICES;
  let ended = false;

  async function look(): Promise<void> {
    timer = null;
    if (phone.phase === "open" && document.visibilityState !== "hidden") {
      await quietly(refreshStatus);
      // The refresh may have found the phone locked.
      if ((phone.phase as string) === "open" && performance.now() - noticedAt >= NOTICES) {
        noticedAt = performance.now();
        await quietly(raiseNotices);
      }
    }
    if (ended) return;
    timer = setTimeout(() => void look(), phone.line?.state === "running" ? LOOK_WHILE_RUNNING : LOOK_AT_REST);
  }

  function lookNow(): void {
    if (timer !== null) {
      clearTimeout(timer);
      void look();
    }
  }

  function touched(event: Event): void {
    if (event.timeStamp - touchedAt < TOUCHES) return;
    touchedAt = event.timeStamp;
    void quietly(() => call("touched"));
  }

  const connection = (navigator as Navigator & { connection?: Connection }).connection;
  function network(): void {
    const type = connection?.type;
    // A Wi-Fi may be a hotspot that somebody pays for: only the system knows, and Rust asks it where it can.
    const metered = type === "cellular" ? true : type === "ethernet" ? false : null;
    void quietly(() => call("network", { connected: navigator.onLine, metered })).then(lookNow);
  }

  const listeners: [EventTarget | undefined, string, (event: Event) => void][] = [
    [document, "pointerdown", touched],
    [document, "keydown", touched],
    // What an input method writes comes without a key.
    [document, "input", touched],
    [document, "visibilitychange", lookNow],
    [window, "online", network],
    [window, "offline", network],
    [connection, "change", network],
  ];
  for (const [target, name, listener] of listeners) target?.addEventListener(name, listener);
  network();
  void look();

  onScopeDispose(() => {
    ended = true;
    if (timer !== null) clearTimeout(timer);
    for (const [target, name, listener] of listeners) target?.removeEventListener(name, listener);
  });
}

/** A phone that locked itself shows its lock; anything else is told where it matters. */
async function quietly(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    if (thrown.code === "app.locked") await refreshStage();
  }
}
