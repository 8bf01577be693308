/** What waits, and what is shown of it. */
import type { Schemas } from "../server";
import type { Level } from "./seats";

export type Item = Schemas["QueueItem"];

export type Diary = Schemas["DiaryShown"];

/** What an office says of a diary. */
export type Word = Pick<Schemas["Judgement"], "cause" | "reason"> & { state: "accepted" | "returned" | "flagged" };

/** A diary, whatever stands in it. */
export function keyOf(item: Pick<Item, "space" | "record">): string {
  return `${item.space}/${item.record}`;
}

/** Whether it stands among the first: it has hints, or something contradicts it. */
export function isOdd({ odd, contradicted }: Pick<Item, "odd" | "contradicted">): boolean {
  return odd > 0 || contradicted;
}

/** A diary as it stands: one that comes back mended is another. */
export function versionOf(item: Pick<Item, "space" | "record" | "heads">): string {
  return `${keyOf(item)}@${[...item.heads].sort().join(",")}`;
}

/** Where its calls go. */
export function pathOf(item: Pick<Item, "space" | "record">): { division: string; record: string } {
  return { division: item.space, record: item.record };
}

/** Under which name a word that is being written is kept. */
export function keptAs(level: Level, state: Word["state"], item: Pick<Item, "space" | "record">): string {
  return `review/${level}/${state}/${keyOf(item)}`;
}
