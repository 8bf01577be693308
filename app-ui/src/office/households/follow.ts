/** What desks read follows the records a moment after they are written. */
import { onBeforeUnmount } from "vue";

/** Most lists have followed by then; whoever still sees the old one looks again. */
const FOLLOWS_MS = 2_000;

/** Fetches now, and once more when the lists have followed what was just said. */
export function useFollow(fetch: () => unknown): () => void {
  let waiting: ReturnType<typeof setTimeout> | null = null;
  const rest = () => {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
  };
  onBeforeUnmount(rest);
  return () => {
    rest();
    fetch();
    waiting = setTimeout(fetch, FOLLOWS_MS);
  };
}
