/** Pages of the server's, one after the other: each begins behind the last row of the one before, so that none is shown twice or passed over. */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from "vue";
import type { Failure } from "../../shared/failure";
import { useAsk } from "../ask";
import type { Call } from "../server";

/** A page, and behind what the next one begins; null at the end. */
export interface Page<Row> {
  rows: Row[];
  next: string | null;
}

export interface Pages<Row> {
  /** All that was fetched; null until the first page is there. */
  rows: ShallowRef<Row[] | null>;
  more: ComputedRef<boolean>;
  busy: Ref<boolean>;
  failure: ShallowRef<Failure | null>;
  /** Begins anew: at the start, and when what is asked for has changed. What is shown stays until the answer is there. */
  begin(): Promise<boolean>;
  /** Fetches the next page. */
  goOn(): Promise<boolean>;
  /** Does again what failed last. */
  again(): Promise<boolean>;
}

/** `callOf` says the call for the page behind `after`, which is null for the first. */
export function usePages<Row>(callOf: (after: string | null) => Call<Page<Row>>): Pages<Row> {
  const { busy, failure, ask } = useAsk();
  const rows = shallowRef<Row[] | null>(null);
  const next = ref<string | null>(null);
  let last: () => Promise<boolean> = begin;

  function begin(): Promise<boolean> {
    last = begin;
    return ask(callOf(null), (page) => {
      rows.value = page.rows;
      next.value = page.next;
    });
  }

  function goOn(): Promise<boolean> {
    if (next.value === null || busy.value) return Promise.resolve(false);
    last = goOn;
    return ask(callOf(next.value), (page) => {
      rows.value = [...(rows.value ?? []), ...page.rows];
      next.value = page.next;
    });
  }

  return { rows, more: computed(() => next.value !== null), busy, failure, begin, goOn, again: () => last() };
}
