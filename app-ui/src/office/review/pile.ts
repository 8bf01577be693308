/** What is picked to be accepted together, unread. */
import { computed, shallowReactive, type ComputedRef } from "vue";
import { useAsk, type Asking } from "../ask";
import type { Schemas } from "../server";
import { versionOf, type Item } from "./items";
import type { ReviewSeat } from "./seats";

/** The most that the server takes at once. */
const MOST = 200;

export type Done = Schemas["PileDone"];

export interface Pile extends Pick<Asking, "busy" | "failure"> {
  picked: ComputedRef<Item[]>;
  has(item: Item): boolean;
  /** Whether it may go unread at all. */
  takes(item: Item): boolean;
  turn(item: Item): void;
  /** Picks all of these that may go unread; if all of them are picked, none. */
  turnAll(items: readonly Item[]): void;
  /** Accepts them; nothing, if it came to nothing. Those that went before a failure are counted to the next attempt. */
  accept(): Promise<{ items: Item[]; done: Done } | null>;
}

export function usePile(seat: ReviewSeat): Pile {
  const all = shallowReactive(new Map<string, Item>());
  const { busy, failure, ask } = useAsk();
  let sent: { items: Item[]; done: Done } = { items: [], done: { accepted: 0, left: 0 } };

  const takes = (item: Item) => !item.must_be_read;
  const has = (item: Item) => all.has(versionOf(item));

  function turn(item: Item): void {
    if (!takes(item)) return;
    if (!all.delete(versionOf(item))) all.set(versionOf(item), item);
  }

  function turnAll(items: readonly Item[]): void {
    const plain = items.filter(takes);
    const every = plain.every(has);
    for (const item of plain) {
      if (every) all.delete(versionOf(item));
      else all.set(versionOf(item), item);
    }
  }

  async function accept(): Promise<{ items: Item[]; done: Done } | null> {
    if (busy.value) return null;
    while (all.size > 0) {
      const items = [...all.values()].slice(0, MOST);
      const body = { level: seat.level, items: items.map(({ space, record, heads }) => ({ space, record, heads })) };
      const went = await ask(
        (client) => client.POST("/console/v1/divisions/{division}/reviews/unread", { params: { path: { division: seat.division } }, body }),
        ({ accepted, left }) => {
          sent = { items: [...sent.items, ...items], done: { accepted: sent.done.accepted + accepted, left: sent.done.left + left } };
          for (const item of items) all.delete(versionOf(item));
        },
      );
      if (!went) return null;
    }
    const whole = sent;
    sent = { items: [], done: { accepted: 0, left: 0 } };
    return whole;
  }

  return { picked: computed(() => [...all.values()]), has, takes, turn, turnAll, accept, busy, failure };
}
