import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Router } from "vue-router";
import type { Schemas } from "../server";
import { desk } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import { piecesOf } from "./marks";
import { openedOf, queryOf, questionOf } from "./question";
import routes from "./routes";

const VILLAGE = "610926101203";
const item = (record: string, kind: string, text: string, marks: Schemas["Mark"][]): Schemas["FoundRecord"] => ({
  space: VILLAGE,
  village: "马鞍桥村",
  record,
  kind,
  kind_zh: kind === "diary" ? "驻村日志" : "入户走访",
  kind_en: kind,
  author: "陈玉华",
  author_id: "c0017",
  day: "2017-09-12",
  snippets: [{ field: "text", zh: "正文", en: "text", text, marks }],
});
const DIARY = item("a1", "diary", "看饮水管,饮水管冻裂", [
  { offset: 1, length: 3 },
  { offset: 5, length: 3 },
]);
const VISIT = item("b2", "visit", "饮水管要换", [{ offset: 0, length: 3 }]);
const FIND = "GET /console/v1/divisions/610926/search";
const record = (of: Schemas["FoundRecord"]) => `GET /console/v1/divisions/${VILLAGE}/records/${of.kind}/${of.record}`;
const shownOf = (of: Schemas["FoundRecord"], text: string): Schemas["RecordShown"] => ({
  space: of.space,
  village: of.village,
  record: of.record,
  kind: of.kind,
  kind_zh: of.kind_zh,
  kind_en: of.kind_en,
  author: of.author,
  author_id: of.author_id,
  day: of.day,
  fields: [{ field: "text", zh: "日志正文", en: "text", text, text_en: null }],
  photos: 2,
  versions: [
    { author: "陈玉华", written_at: 1_505_200_000, arrived_at: 1_505_210_000, erased: true, changed: [] },
    { author: "陈玉华", written_at: 1_505_200_100, arrived_at: 1_505_210_000, erased: false, changed: [{ field: "text", zh: "日志正文", en: "text", text, text_en: null }] },
  ],
});

let screen: ReturnType<typeof mount> | null = null;
let router: Router | null = null;
let asked: Asked[] = [];

/** What was looked for, and where. */
const questions = () => asked.filter(({ call }) => call.endsWith("/search")).map(({ call, query }) => [call.split("/")[4], query]);

async function open(path = "/search", answers: Answers = {}) {
  asked = serverAnswers({
    ...placeCalled("610926", "平利县"),
    ...placeCalled(VILLAGE, "马鞍桥村"),
    [FIND]: () => ({ items: [DIARY, VISIT], next: "77", count: 3, uncounted: false, about: false }),
    [`GET /console/v1/divisions/${VILLAGE}/search`]: () => ({ items: [VISIT], next: null, count: 1, uncounted: false, about: false }),
    [record(DIARY)]: () => shownOf(DIARY, "看饮水管,饮水管冻裂"),
    [record(VISIT)]: () => shownOf(VISIT, "饮水管要换"),
    ...answers,
  });
  ({ screen, router } = await screenAt(routes, path));
}

async function press(key: string): Promise<void> {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  await flushPromises();
}

async function click(selector: string, word: string): Promise<void> {
  const found = screen?.findAll(selector).find((one) => one.text().startsWith(word));
  if (found === undefined) throw new Error(`no ${word}`);
  await found.trigger("click");
  await flushPromises();
}

async function ask(text: string): Promise<void> {
  await screen?.get("[name=q]").setValue(text);
  await screen?.get("form").trigger("submit");
  await flushPromises();
}

beforeEach(() => {
  desk.me = somebody({ acts: [{ act: "read_records", divisions: ["610926"] }] });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("what is found is shown with the words marked, and the question stands in the address", async () => {
  await open();
  expect(screen?.text()).toContain("操作记录里有");
  await ask("饮水管");
  expect(router?.currentRoute.value.fullPath).toBe(`/search/610926?q=${encodeURIComponent("饮水管")}`);
  expect(questions()).toEqual([["610926", { q: "饮水管" }]]);
  expect(screen?.findAll(".item")[0]?.findAll("mark").map((mark) => mark.text())).toEqual(["饮水管", "饮水管"]);
  expect(screen?.get(".count").text()).toBe("找到 3 条");
  expect(await axeFaults()).toEqual([]);
});

test("going back shows what was looked for before", async () => {
  await open("/search/610926?q=饮水管");
  await ask("养蜂");
  expect(questions().map(([, query]) => query)).toEqual([{ q: "饮水管" }, { q: "养蜂" }]);
  await new Promise<void>((there) => {
    router?.afterEach(() => there());
    router?.back();
  });
  await flushPromises();
  expect((screen?.get("[name=q]").element as HTMLInputElement).value).toBe("饮水管");
  expect(questions().map(([, query]) => query)).toEqual([{ q: "饮水管" }, { q: "养蜂" }, { q: "饮水管" }]);
});

test("J and K open what was found beside the list, with its history; / is for the next question", async () => {
  await open("/search/610926?q=饮水管");
  await press("j");
  expect(screen?.get(".record").text()).toContain("看饮水管,饮水管冻裂");
  expect(screen?.get(".history").text()).toContain("依法删除");
  // A diary's day, with its photos and what else is known of it, is one click away.
  expect(screen?.find(`a[href='/review/${VILLAGE}/${DIARY.record}']`).exists()).toBe(true);
  expect(await axeFaults()).toEqual([]);
  await press("j");
  expect(screen?.get(".record").text()).toContain("饮水管要换");
  expect(screen?.find(".record a[href^='/review']").exists()).toBe(false);
  expect(router?.currentRoute.value.query["open"]).toBe(`${VILLAGE}.visit.b2`);
  await press("k");
  expect(screen?.get(".record").text()).toContain("冻裂");
  expect(questions()).toHaveLength(1);
  await press("/");
  expect(document.activeElement).toBe(screen?.get("[name=q]").element);
});

test("kinds, days, a person and a village narrow it down, and can be dropped again", async () => {
  await open("/search/610926?q=饮水管&from=2017-09-01");
  await click(".choice", "走访");
  expect(questions().at(-1)).toEqual(["610926", { q: "饮水管", kinds: "visit", from: "2017-09-01" }]);
  await press("j");
  await click(".ways .button", "只看陈玉华写的");
  expect(questions().at(-1)).toEqual(["610926", { q: "饮水管", kinds: "visit", from: "2017-09-01", person: "c0017" }]);
  await press("j");
  await click(".ways .button", "只看马鞍桥村");
  expect(questions().at(-1)?.[0]).toBe(VILLAGE);
  await click(".choice", "只看陈玉华写的");
  expect(router?.currentRoute.value.path).toBe(`/search/${VILLAGE}`);
  expect(router?.currentRoute.value.query).toEqual({ q: "饮水管", kinds: "visit", from: "2017-09-01" });
});

const PEOPLE = "GET /console/v1/divisions/610926/people";
const LUO: Schemas["PersonKnown"] = { id: "c0012", name: "罗小琴", unit: "县农业农村局", roles: [], devices: [], codes: [] };
const KEEPS_PEOPLE = ["read_records", "keep_devices"].map((act) => ({ act, divisions: ["610926"] }));

async function writtenBy(typed: string): Promise<void> {
  const field = screen?.get("[name=by]");
  await field?.setValue(typed);
  await field?.trigger("keydown", { key: "Enter" });
  await flushPromises();
}

test("what is searched is said, and that names of writers are chosen and not typed there", async () => {
  await open();
  const hint = screen?.get("form > .quiet").text() ?? "";
  expect(hint).toContain("写在日志、走访、问题、备注里的字词");
  expect(hint).toContain("谁写的");
  expect(hint).not.toContain("人名");
});

test("whose writings are looked for is chosen from the division's people and stands in the address", async () => {
  desk.me = somebody({ acts: KEEPS_PEOPLE });
  await open("/search/610926?q=饮水管", { [PEOPLE]: ({ query }) => ({ items: query["q"] === "没这个人" ? [] : [LUO], next: query["q"] === "罗" ? "c0012" : null }) });
  const people = () => asked.filter(({ call }) => call === PEOPLE).map(({ query }) => query);
  await writtenBy("没这个人");
  expect(screen?.text()).toContain("没有这样的人");
  await writtenBy("罗");
  expect(screen?.text()).toContain("还有别的人");
  await writtenBy("c001");
  expect(people()).toEqual(["没这个人", "罗", "c001"].map((q) => ({ q, limit: "8" })));
  const writer = screen?.get(".writer");
  expect(writer?.text()).toBe("罗小琴 县农业农村局 · c0012");
  // Reached by Tab as any button is, from the field on.
  expect(writer?.element.tagName).toBe("BUTTON");
  expect(await axeFaults()).toEqual([]);
  await writer?.trigger("click");
  await flushPromises();
  expect(questions().at(-1)).toEqual(["610926", { q: "饮水管", person: "c0012" }]);
  expect(router?.currentRoute.value.query).toEqual({ q: "饮水管", person: "c0012" });
  expect(screen?.find(".writer").exists()).toBe(false);
  expect(screen?.get(".choice[aria-pressed=true]").text()).toContain("只看罗小琴写的");
});

test("people are asked for once the typing rests, and an answer that comes too late offers nobody", async () => {
  desk.me = somebody({ acts: KEEPS_PEOPLE });
  let answer: (page: unknown) => void = () => undefined;
  await open("/search/610926?q=饮水管", { [PEOPLE]: () => new Promise((come) => (answer = come)) });
  vi.useFakeTimers();
  try {
    await screen?.get("[name=by]").setValue("罗");
    expect(asked.filter(({ call }) => call === PEOPLE)).toEqual([]);
    vi.advanceTimersByTime(300);
  } finally {
    vi.useRealTimers();
  }
  await flushPromises();
  expect(asked.filter(({ call }) => call === PEOPLE)).toHaveLength(1);
  await writtenBy("");
  answer({ items: [LUO], next: null });
  await flushPromises();
  expect(screen?.find(".writer").exists()).toBe(false);
});

test("an address that names a person of whom nothing is found says the name", async () => {
  desk.me = somebody({ acts: KEEPS_PEOPLE });
  await open("/search/610926?q=拖拉机&person=c0012", { [FIND]: () => ({ items: [], next: null, count: 0, uncounted: false, about: false }), [`${PEOPLE}/c0012`]: () => LUO });
  expect(screen?.get(".choice[aria-pressed=true]").text()).toContain("只看罗小琴写的");
});

test("a seat that may not see the list of people chooses among those who wrote what was found", async () => {
  await open("/search/610926?q=饮水管");
  expect(screen?.text()).toContain("你的职务看不到人员名单");
  await writtenBy("罗");
  expect(screen?.text()).toContain("没有这样的人");
  await writtenBy("陈");
  await click(".writer", "陈玉华");
  expect(questions().at(-1)).toEqual(["610926", { q: "饮水管", person: "c0017" }]);
  expect(asked.some(({ call }) => call.startsWith(PEOPLE))).toBe(false);
});

test("the next page begins where the last one ended, and the count stays", async () => {
  await open("/search/610926?q=饮水管", {
    [FIND]: ({ query }) => (query["after"] === undefined ? { items: [DIARY], next: "77", count: 2, uncounted: false, about: false } : { items: [VISIT], next: null, count: null, uncounted: false, about: false }),
  });
  await click(".state button", "再看后面的");
  expect(questions().at(-1)).toEqual(["610926", { q: "饮水管", after: "77" }]);
  expect(screen?.findAll(".item")).toHaveLength(2);
  expect(screen?.get(".count").text()).toBe("找到 2 条");
});

test("a number that the index alone knows is about so many, until everything is shown", async () => {
  await open("/search/610926?q=「通组路」", {
    [FIND]: ({ query }) => (query["after"] === undefined ? { items: [DIARY], next: "77", count: 5, uncounted: false, about: true } : { items: [VISIT], next: null, count: null, uncounted: false, about: false }),
  });
  expect(screen?.get(".count").text()).toContain("约 5 条");
  await click(".state button", "再看后面的");
  expect(screen?.findAll(".item")).toHaveLength(2);
  expect(screen?.get(".count").text()).toBe("找到 2 条");
});

test("nothing found, a refusal and a missing role each say what to do", async () => {
  await open("/search/610926?q=拖拉机", { [FIND]: () => ({ items: [], next: null, count: 0, uncounted: false, about: false }) });
  expect(screen?.text()).toContain("没有找到");
  screen?.unmount();
  await open("/search/610926?q=!", { [FIND]: () => refused(422, "search.nothing_asked") });
  expect(screen?.text()).toContain("说的是search.nothing_asked");
  screen?.unmount();
  desk.me = somebody({ acts: [] });
  await open("/search?q=饮水管");
  expect(screen?.text()).toContain("没有看记录的职务");
  expect(questions()).toEqual([]);
});

test("an address is a question and a question an address; what it should not say is left out", () => {
  const question = questionOf({ q: "水", kinds: "visit,complaint", from: "2017-9-1", to: "2017-09-30", person: "c0017" });
  expect(question).toEqual({ text: "水", kinds: ["visit"], from: "", to: "2017-09-30", person: "c0017" });
  expect(queryOf(question)).toEqual({ q: "水", kinds: "visit", to: "2017-09-30", person: "c0017" });
  expect(openedOf({ open: "610926101203.visit" })).toBeNull();
});

test("a text is drawn in pieces, whatever stands in it", () => {
  expect(piecesOf("水<b>", [{ offset: 0, length: 1 }])).toEqual([
    { text: "水", marked: true },
    { text: "<b>", marked: false },
  ]);
  expect(piecesOf("𠮷家", [{ offset: 2, length: 1 }]).map((piece) => piece.text)).toEqual(["𠮷", "家"]);
});
