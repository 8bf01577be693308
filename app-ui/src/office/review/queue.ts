/** The queue as somebody goes through it: what is shown, what comes next, what was said of it, and what came to nothing. */
import { computed, ref, shallowReactive, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { failureOf, type Failure } from "../../shared/failure";
import { usePages } from "../lists/pages";
import { setCount } from "../sections";
import { ask, type Schemas } from "../server";
import { useDiaries, type Diaries } from "./diaries";
import { isOdd, keyOf, pathOf, versionOf, type Diary, type Item, type Word } from "./items";
import { useLease } from "./lease";
import type { ReviewSeat } from "./seats";
import { useSeenToday } from "./seen";

/** So many diaries are fetched before they are shown. */
const AHEAD = 3;
/** With so few left below, the next page is fetched. */
const FEW = 12;
const PAGE = 100;
/** So long it takes to see that another one is shown. */
const GLANCE_MS = 600;
/** A second stroke that comes sooner is the bounce of a key: it is meant for the one that was just judged. */
const BOUNCE_MS = 200;

/** Something that did not go as it was meant to. */
export interface Notice {
  item: Item;
  failure: Failure;
  /** What was said of it and was not done; nothing, if it could only not be opened. */
  word: Word | null;
}

export interface Queue {
  rows: ComputedRef<Item[] | null>;
  current: ComputedRef<Item | null>;
  diaries: Diaries;
  notices: ShallowRef<Notice[]>;
  waiting: ComputedRef<number>;
  odd: ComputedRef<number>;
  seen: Ref<number>;
  busy: Ref<boolean>;
  failure: ShallowRef<Failure | null>;
  more: ComputedRef<boolean>;
  begin(): Promise<boolean>;
  again(): Promise<boolean>;
  goOn(): Promise<boolean>;
  /** Whether somebody else has it open, as far as is known. */
  isTaken(item: Item): boolean;
  open(item: Item): void;
  step(by: 1 | -1): void;
  /** Says it of the diary that is shown, and goes on; `sent` once the server has it. */
  judge(word: Word, sent?: () => void): Promise<void>;
  dismiss(notice: Notice): void;
  /** They were judged otherwise: together, unread. */
  leave(items: readonly Item[]): Promise<void>;
}

/** `writes` says whether a word on the shown one is being written: then nothing takes it from the screen. */
export function useQueue(seat: ReviewSeat, writes: () => boolean): Queue {
  const pages = usePages<Item, Schemas["QueuePage"]>((after) => (client) =>
    client.GET("/console/v1/divisions/{division}/reviews", {
      params: { path: { division: seat.division }, query: { level: seat.level, limit: PAGE, ...(after === null ? {} : { after }) } },
    }),
  );
  const diaries = useDiaries();
  const seen = useSeenToday();
  /** Judged here: gone from the list, whatever page still has them. */
  const judged = shallowReactive(new Set<string>());
  /** Of them, those of which the server has not said yet that it has them. */
  const pending = new Map<string, Item>();
  /** Opened by somebody else, as was found out by trying. */
  const taken = shallowReactive(new Set<string>());
  const notices = shallowRef<Notice[]>([]);
  const shown = ref<string | null>(null);
  /** How many were judged since the server counted. */
  const since = ref({ all: 0, odd: 0 });
  let direction: 1 | -1 = 1;
  /** Until then a key may still be meant for the one that was shown before. */
  let unseenUntil = 0;

  const rows = computed(() => pages.rows.value?.filter((item) => !judged.has(versionOf(item))) ?? null);
  const current = computed(() => rows.value?.find((item) => keyOf(item) === shown.value) ?? null);
  const waiting = computed(() => Math.max(0, (pages.page.value?.totals.waiting ?? 0) - since.value.all));
  const odd = computed(() => Math.max(0, (pages.page.value?.totals.odd ?? 0) - since.value.odd));

  const isTaken = (item: Item) => taken.has(keyOf(item)) || (item.open_at ?? null) !== null;

  const lease = useLease((item, failure) => {
    taken.add(keyOf(item));
    tell({ item, failure, word: null });
    if (writes()) return;
    const before = shown.value;
    step(direction);
    if (shown.value !== before) unseenUntil = performance.now() + GLANCE_MS;
  });

  function tell(notice: Notice): void {
    notices.value = [...notices.value.filter(({ item }) => keyOf(item) !== keyOf(notice.item)), notice];
  }

  function dismiss(notice: Notice): void {
    notices.value = notices.value.filter((one) => one !== notice);
  }

  /** The nearest that nobody else has open. */
  function nearest(from: number, by: 1 | -1, all: readonly Item[]): Item | null {
    for (let at = from; at >= 0 && at < all.length; at += by) {
      const item = all[at];
      if (item !== undefined && !isTaken(item)) return item;
    }
    return null;
  }

  function placeOf(item: Item | null): number {
    return item === null ? -1 : (rows.value?.findIndex((one) => keyOf(one) === keyOf(item)) ?? -1);
  }

  function open(item: Item): void {
    direction = 1;
    // Whoever opens it by hand tries anew.
    taken.delete(keyOf(item));
    shown.value = keyOf(item);
  }

  function step(by: 1 | -1): void {
    direction = by;
    const next = nearest(placeOf(current.value) + by, by, rows.value ?? []);
    if (next !== null) shown.value = keyOf(next);
  }

  /** The first that can be reviewed; if others have them all open, the first of them, to be read at least. */
  function first(): void {
    const all = rows.value ?? [];
    const item = nearest(0, 1, all) ?? all[0];
    shown.value = item === undefined ? null : keyOf(item);
  }

  function afterThis(item: Item): Item | null {
    const all = rows.value ?? [];
    const at = placeOf(item);
    return nearest(at + 1, 1, all) ?? nearest(at - 1, -1, all);
  }

  function count(item: Item, by: 1 | -1): void {
    since.value = { all: since.value.all + by, odd: since.value.odd + (isOdd(item) ? by : 0) };
    seen.add(by);
  }

  async function judge(word: Word, sent: () => void = () => undefined): Promise<void> {
    const item = current.value;
    const diary = item === null ? null : (diaries.of(item)?.diary ?? null);
    // Nobody judges what is not shown yet, nor what came up by itself under a finger that was on its way.
    if (item === null || diary === null || performance.now() < unseenUntil) return;
    const version = versionOf(item);
    const next = afterThis(item);
    const before = notices.value.find((notice) => keyOf(notice.item) === keyOf(item));
    if (before !== undefined) dismiss(before);
    pending.set(version, item);
    judged.add(version);
    count(item, 1);
    lease.judged(item);
    shown.value = next === null ? null : keyOf(next);
    // What was said in a dialog took more than a stroke.
    if (word.reason === "") unseenUntil = performance.now() + BOUNCE_MS;
    try {
      await say(item, diary, word);
      sent();
      diaries.forget(item);
    } catch (thrown) {
      cameBack(item, word, failureOf(thrown));
    } finally {
      pending.delete(version);
    }
  }

  function say(item: Item, diary: Diary, word: Word): Promise<unknown> {
    // What this level had said when it was shown: who judges later than a colleague is told.
    const before = diary.said.filter((one) => one.level === seat.level && one.present);
    const seen = before[before.length - 1]?.state ?? null;
    const body = { level: seat.level, heads: diary.heads, seen, ...word };
    return ask((client) => client.POST("/console/v1/divisions/{division}/reviews/{record}", { params: { path: pathOf(item) }, body }));
  }

  /** It waits again where it waited, and whoever is at another one meanwhile is told so and not taken away from it. */
  function cameBack(item: Item, word: Word, failure: Failure): void {
    count(item, -1);
    tell({ item, failure, word });
    if (failure.code === "review.unknown") return;
    if (failure.code === "review.taken") taken.add(keyOf(item));
    if (failure.code === "review.changed_meanwhile" || failure.code === "review.judged.changed_meanwhile") diaries.forget(item);
    judged.delete(versionOf(item));
    if (current.value === null) first();
  }

  async function leave(items: readonly Item[]): Promise<void> {
    for (const item of items) diaries.forget(item);
    await pages.begin();
  }

  watch(pages.page, () => {
    since.value = { all: pending.size, odd: [...pending.values()].filter(isOdd).length };
  });
  watch([pages.page, waiting], ([page, left]) => {
    // The bar's figure is all that waits.
    if (page !== null && seat.part !== true) setCount("/review", left);
  });
  watch(rows, () => {
    if (current.value === null) first();
  });
  // A shown diary that is forgotten is fetched anew.
  watch(
    () => [current.value, current.value === null ? null : diaries.of(current.value) === undefined, rows.value] as const,
    ([item]) => {
      const all = rows.value ?? [];
      const at = placeOf(item);
      if (item !== null) {
        const ahead = all.slice(at + 1).filter((one) => !isTaken(one)).slice(0, AHEAD);
        diaries.want(item, ahead);
      }
      lease.show(item);
      if (pages.more.value && all.length - at <= FEW && pages.failure.value === null) void pages.goOn();
    },
  );

  return {
    rows,
    current,
    diaries,
    notices,
    waiting,
    odd,
    seen: seen.count,
    busy: pages.busy,
    failure: pages.failure,
    more: pages.more,
    begin: () => pages.begin(),
    again: () => pages.again(),
    goOn: () => pages.goOn(),
    isTaken,
    open,
    step,
    judge,
    dismiss,
    leave,
  };
}
