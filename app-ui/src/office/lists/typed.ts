/** What stands in a field that looks for something: it is looked for once the typing rests. */
import { onBeforeUnmount, ref, watch, type Ref } from "vue";

/** So long after the last key the server is asked. */
const AFTER_MS = 300;

export interface Typed {
  /** What stands in the field. */
  typed: Ref<string>;
  /** What of it is looked for. */
  sought: Ref<string>;
  /** Looks for what stands in the field without waiting. */
  now(): void;
}

/** `seek` looks for what was typed; it may be nothing. The same is not looked for twice in a row. */
export function useTyped(seek: (sought: string) => void): Typed {
  const typed = ref("");
  const sought = ref("");
  let waiting: ReturnType<typeof setTimeout> | null = null;

  function rest(): void {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
  }
  function now(): void {
    rest();
    const text = typed.value.trim();
    if (sought.value === text) return;
    sought.value = text;
    seek(text);
  }
  watch(typed, () => {
    rest();
    waiting = setTimeout(now, AFTER_MS);
  });
  onBeforeUnmount(rest);

  return { typed, sought, now };
}
