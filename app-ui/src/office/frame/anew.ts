/** While the server arranges its records anew, how far it is is looked at now and then, until it is done. */
import { onBeforeUnmount, watch } from "vue";
import { desk, lookWhetherSame } from "../session";

/** How often it is looked at. */
export const EVERY_MS = 5_000;

/** Of the frame: it stands around every screen. */
export function useAnew(): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let gone = false;

  function later(): void {
    if (timer !== null) clearTimeout(timer);
    timer = gone || (desk.me?.anew ?? null) === null ? null : setTimeout(() => void look(), EVERY_MS);
  }

  async function look(): Promise<void> {
    // A page that nobody sees is looked at once it is seen again.
    if (document.visibilityState === "visible") await lookWhetherSame();
    later();
  }

  watch(() => desk.me?.anew, later, { immediate: true });
  onBeforeUnmount(() => {
    gone = true;
    later();
  });
}
