/** Pages of the server's, one after the other: each begins behind the last row of the one before, so that none is shown twice or passed over. */
import { computed, shallowRef, type ComputedRef, type Ref, type ShallowRef } from "vue";
import type { Failure } from "../../shared/failure";
import { useAsk } from "../ask";
import type { Call } from "../server";

/** A page, and behind what the next one begins; nothing at the end. */
export interface Page<Row> {
  items: Row[];
  next?: string | null;
}

export interface Pages<Row, P> {
  /** All that was fetched; null until the first page is there. */
  rows: ShallowRef<Row[] | null>;
  /** The last page as it came: totals and what else stands on it. */
  page: ShallowRef<P | null>;
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
export function usePages<Row, P extends Page<Row> = Page<Row>>(callOf: (after: string | null) => Call<P>): Pages<Row, P> {
  const { busy, failure, ask } = useAsk();
  const rows = shallowRef<Row[] | null>(null);
  const page: ShallowRef<P | null> = shallowRef(null);
  const next = computed(() => page.value?.next ?? null);
  let last: () => Promise<boolean> = begin;

  function begin(): Promise<boolean> {
    last = begin;
    return ask(callOf(null), (answer: P) => {
      rows.value = answer.items;
      page.value = answer;
    });
  }

  function goOn(): Promise<boolean> {
    if (next.value === null || busy.value) return Promise.resolve(false);
    last = goOn;
    return ask(callOf(next.value), (answer: P) => {
      rows.value = [...(rows.value ?? []), ...answer.items];
      page.value = answer;
    });
  }

  return { rows, page, more: computed(() => next.value !== null), busy, failure, begin, goOn, again: () => last() };
}
