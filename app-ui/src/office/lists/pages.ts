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
  /** Fetches as many pages anew as are shown: after one row is done with, nobody is thrown back to the start. */
  renew(): Promise<boolean>;
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
  /** How many pages are shown. */
  let pages = 0;
  let last: () => Promise<boolean> = begin;

  function begin(): Promise<boolean> {
    last = begin;
    return ask(callOf(null), (answer: P) => {
      rows.value = answer.items;
      page.value = answer;
      pages = 1;
    });
  }

  function renew(): Promise<boolean> {
    last = renew;
    const shown = Math.max(pages, 1);
    const fresh: P[] = [];
    const call: Call<P> = async (client) => {
      fresh.length = 0;
      let after: string | null = null;
      for (;;) {
        const answered = await callOf(after)(client);
        if (answered.data === undefined) return answered;
        fresh.push(answered.data);
        after = answered.data.next ?? null;
        if (after === null || fresh.length === shown) return answered;
      }
    };
    return ask(call, (answer: P) => {
      rows.value = fresh.flatMap(({ items }) => items);
      page.value = answer;
      pages = fresh.length;
    });
  }

  function goOn(): Promise<boolean> {
    if (next.value === null || busy.value) return Promise.resolve(false);
    last = goOn;
    return ask(callOf(next.value), (answer: P) => {
      rows.value = [...(rows.value ?? []), ...answer.items];
      page.value = answer;
      pages += 1;
    });
  }

  return { rows, page, more: computed(() => next.value !== null), busy, failure, begin, renew, goOn, again: () => last() };
}
