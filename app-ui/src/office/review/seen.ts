/** How many somebody judged today, in this browser: the server knows how many were judged in all, not by whom. */
import { ref, type Ref } from "vue";
import { desk } from "../session";

export interface SeenToday {
  count: Ref<number>;
  add(more: number): void;
}

export function useSeenToday(): SeenToday {
  const place = "review/seen";
  const of = `${desk.me?.login ?? ""}/${desk.me?.today ?? ""}`;
  const count = ref(read());

  function read(): number {
    const [who, figure] = (localStorage.getItem(place) ?? "").split(" ");
    return who === of ? Number(figure) || 0 : 0;
  }

  function add(more: number): void {
    count.value = Math.max(0, count.value + more);
    try {
      localStorage.setItem(place, `${of} ${count.value}`);
    } catch {
      // No room: it is counted as long as the page is there.
    }
  }

  return { count, add };
}
