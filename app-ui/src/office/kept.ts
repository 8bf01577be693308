/** What is being typed, kept in the browser's tab: it outlives a session that ends and a page that is loaded anew, and goes with success. */
import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import type { Failure } from "../shared/failure";
import { told } from "./line/told";
import { desk } from "./session";

/** As on the phone: so long after the last key. */
const AFTER_MS = 500;

export interface Kept {
  /** Why it could not be kept: then it is on the screen alone. */
  failure: ShallowRef<Failure | null>;
  /** It was sent, or thrown away: nothing is kept any more until something is typed anew. */
  forget(): void;
}

/** Keeps what stands in `typed`, which begins with what was kept. `name` says of what it is, with the record's id: `return/3f…`.
 * Plain values of JSON. No one but who typed it gets it back. */
export function useKept<T>(name: string, typed: Ref<T>): Kept {
  const place = `kept/${desk.me?.login ?? ""}/${name}`;
  const failure = shallowRef<Failure | null>(null);
  let waiting: ReturnType<typeof setTimeout> | null = null;
  const untouched = JSON.stringify(typed.value);

  const before = sessionStorage.getItem(place);
  if (before !== null) typed.value = JSON.parse(before) as T;

  function keep(): void {
    if (waiting === null) return;
    clearTimeout(waiting);
    waiting = null;
    const now = JSON.stringify(typed.value);
    try {
      // As it was before anything was typed: a form that was emptied, or begun anew after it was sent.
      if (now === untouched) sessionStorage.removeItem(place);
      else sessionStorage.setItem(place, now);
      failure.value = null;
    } catch {
      failure.value = told("browser.full", false, (t) => t("line.browser_full"));
    }
  }

  function forget(): void {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    sessionStorage.removeItem(place);
    failure.value = null;
  }

  watch(
    typed,
    () => {
      if (waiting !== null) clearTimeout(waiting);
      waiting = setTimeout(keep, AFTER_MS);
    },
    { deep: true, flush: "sync" },
  );
  onMounted(() => window.addEventListener("pagehide", keep));
  onBeforeUnmount(() => {
    keep();
    window.removeEventListener("pagehide", keep);
  });

  return { failure, forget };
}
