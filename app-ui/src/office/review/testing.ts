/** What the queue's tests stand on: made-up diaries, and a server that has them. */
import type { Answers } from "../testing";
import { isOdd, type Diary, type Item } from "./items";

export const VILLAGE = "610926101203";
const HEAD = "ab".repeat(32);

/** A diary that waits; `more` says what is odd about it. */
export function item(record: string, cadre: string, more: Partial<Item> = {}): Item {
  return {
    space: VILLAGE,
    village: "马鞍桥村",
    record,
    heads: [HEAD],
    cadre,
    day: "2017-09-12",
    arrived_at: 1_505_739_780,
    odd: 0,
    hints: [],
    contradicted: false,
    must_be_read: false,
    in_doubt_below: null,
    open_at: null,
    ...more,
  };
}

/** It as it is shown. */
export function diaryOf(of: Item, more: Partial<Diary> = {}): Diary {
  return {
    space: of.space,
    village: of.village,
    record: of.record,
    heads: of.heads,
    cadre: { id: `p${of.record}`, name: of.cadre },
    role: "resident",
    day: of.day,
    stay: { code: "village", zh: "村里", en: "In the village" },
    work: [{ code: "visit", zh: "入户走访", en: "Visits" }],
    text: `${of.cadre}写的`,
    companions: [],
    met: [],
    written_at: 1_505_220_060,
    changed_at: 1_505_220_060,
    arrived_at: of.arrived_at,
    photos: [],
    visits: [],
    contacts: [],
    problems: [],
    seen: [],
    days: [],
    grade: null,
    places: [],
    anchors: [],
    said: [],
    ...more,
  };
}

export const LIST = "GET /console/v1/divisions/610926/reviews";
export const CAUSES = "GET /console/v1/divisions/610926/reviews/causes";
export const HINTS = "GET /console/v1/divisions/610926/hints";
export const UNREAD = "POST /console/v1/divisions/610926/reviews/unread";
/** A call about one diary. */
export const about = (method: "GET" | "POST", record: string) => `${method} /console/v1/divisions/${VILLAGE}/reviews/${record}`;
export const lease = (method: "PUT" | "DELETE", record: string) => `${method} /console/v1/divisions/${VILLAGE}/reviews/${record}/lease`;

/** A server with these waiting, all of it willing. */
export function willing(items: readonly Item[]): Answers {
  const odd = items.filter(isOdd).length;
  const answers: Answers = {
    [LIST]: () => ({ items, next: null, totals: { waiting: items.length, odd, accepted: 0, accepted_unread: 0, returned: 0, flagged: 0 } }),
    [HINTS]: () => [],
    [CAUSES]: () => [
      { code: "wrong_day", zh: "日子写错了", en: "The day is wrong" },
      { code: "stay_missing", zh: "没写晚上住在哪", en: "It does not say where the night was spent" },
    ],
  };
  for (const one of items) {
    answers[about("GET", one.record)] = () => diaryOf(one);
    answers[about("POST", one.record)] = () => undefined;
    answers[lease("PUT", one.record)] = () => undefined;
    answers[lease("DELETE", one.record)] = () => undefined;
  }
  return answers;
}
