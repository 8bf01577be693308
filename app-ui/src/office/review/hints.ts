/** How often each hint was a false alarm, by what offices made of the diaries that had it. */
import { shallowRef, type ShallowRef } from "vue";
import { daysLater } from "../../shared/words/days";
import type { Failure } from "../../shared/failure";
import { useAsk } from "../ask";
import type { Schemas } from "../server";
import { desk } from "../session";
import type { Diary } from "./items";

export type HintShare = Schemas["HintShare"];

/** So far back it is counted: a year has every season's work in it. */
const DAYS_BACK = 365;

/** What a hint is called in a list; nothing for one that this version does not know. */
export function hintNamed(code: string, t: (key: string) => string, te: (key: string) => boolean): string {
  const key = `review.hint.${code}`;
  return te(key) ? t(key) : "";
}

/** The diary that one of its hints names, if any does. */
export function otherOf(diary: Diary): string | null {
  return diary.grade?.hints.find((hint) => (hint.diary ?? null) !== null)?.diary ?? null;
}

/** Diaries that somebody read; those accepted unread say nothing of the hint. */
export function readOf({ false_alarms, returned, flagged }: Pick<HintShare, "false_alarms" | "returned" | "flagged">): number {
  return false_alarms + returned + flagged;
}

/** Out of ten, as people say it; null where so few were read, or so nearly none or all were in order, that the figures themselves are said. */
export function tenthsOf(share: HintShare): number | null {
  const read = readOf(share);
  if (read < 10) return null;
  const tenths = Math.round((10 * share.false_alarms) / read);
  return tenths === 0 || tenths === 10 ? null : tenths;
}

export interface HintShares {
  /** Null until they are there. */
  shares: ShallowRef<HintShare[] | null>;
  failure: ShallowRef<Failure | null>;
  load(): void;
}

/** Of a division and below it, of the last year. */
export function useHintShares(division: () => string): HintShares {
  const shares = shallowRef<HintShare[] | null>(null);
  const { failure, ask } = useAsk();
  function load(): void {
    const params = { path: { division: division() }, query: { from: daysLater(desk.me?.today ?? "", -DAYS_BACK) } };
    void ask(
      (client) => client.GET("/console/v1/divisions/{division}/hints", { params }),
      (answer) => (shares.value = answer),
    );
  }
  return { shares, failure, load };
}
