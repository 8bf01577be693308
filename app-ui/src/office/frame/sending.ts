import { nextTick, ref } from "vue";

/** A form's sending: `tried` once somebody did, whether or not anything is missing; sent only where it may be. */
export function useSending(mayBeSent: () => boolean, send: () => void) {
  const tried = ref(false);
  let going = false;
  async function trySend(): Promise<void> {
    tried.value = true;
    if (going) return;
    // What was typed last may not have come back yet as what is missing; twice at once is once.
    going = true;
    await nextTick();
    going = false;
    if (mayBeSent()) send();
  }
  return { tried, trySend };
}
