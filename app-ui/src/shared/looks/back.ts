/** The system's back button closes what lies over a screen, and not the screen under it. */
import { onBeforeUnmount, onMounted } from "vue";

/** Of something that lies over a screen as long as it is mounted; `close` takes it away. */
export function useBackCloses(close: () => void): void {
  let above = false;

  function back(): void {
    above = false;
    close();
  }

  onMounted(() => {
    // The address stays: it is the same screen, with one step more to go back.
    history.pushState({ ...(history.state as object | null), over: true }, "");
    above = true;
    window.addEventListener("popstate", back);
  });
  onBeforeUnmount(() => {
    window.removeEventListener("popstate", back);
    // Closed otherwise: the step is taken back, unless the program has gone elsewhere meanwhile.
    const state = history.state as { over?: boolean } | null;
    if (above && state?.over === true) history.back();
  });
}
