import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMemoryHistory, createRouter, type Router } from "vue-router";
import { i18n } from "../i18n";
import type { Schemas } from "../server";
import { desk } from "../session";
import { refused, serverAnswers, somebody, type Answers } from "../testing";
import { piecesOf } from "./marks";
import { addressOf, questionOf } from "./question";
import routes from "./routes";
import Search from "./Search.vue";

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
  day: of.day,
  fields: [{ field: "text", zh: "日志正文", en: "text", text, text_en: null }],
  photos: 2,
  versions: [
    { author: "陈玉华", written_at: 1_505_200_000, arrived_at: 1_505_210_000, erased: true, changed: [] },
    { author: "陈玉华", written_at: 1_505_200_100, arrived_at: 1_505_210_000, erased: false, changed: [{ field: "text", zh: "日志正文", en: "text", text, text_en: null }] },
  ],
});

let screen: ReturnType<typeof mount> | null = null;
let router: Router;
let questions: string[] = [];

async function open(path = "/search", answers: Answers = {}) {
  const asked = serverAnswers({
    [FIND]: () => ({ items: [DIARY, VISIT], next: "77", count: 2, uncounted: false }),
    [`GET /console/v1/divisions/${VILLAGE}/search`]: () => ({ items: [VISIT], next: null, count: 1, uncounted: false }),
    [record(DIARY)]: () => shownOf(DIARY, "看饮水管,饮水管冻裂"),
    [record(VISIT)]: () => shownOf(VISIT, "饮水管要换"),
    ...answers,
  });
  const answering = globalThis.fetch;
  questions = [];
  globalThis.fetch = (request) => {
    questions.push(decodeURIComponent(new URL((request as Request).url).search));
    return answering(request);
  };
  router = createRouter({ history: createMemoryHistory(), routes });
  await router.push(path);
  screen = mount(Search, { global: { plugins: [i18n, router] }, attachTo: document.body });
  await flushPromises();
  return { screen, asked };
}

async function press(key: string): Promise<void> {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
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
  expect(router.currentRoute.value.query).toEqual({ q: "饮水管", in: "610926" });
  expect(questions).toEqual(["?q=饮水管"]);
  expect(screen?.findAll(".item")[0]?.findAll("mark").map((mark) => mark.text())).toEqual(["饮水管", "饮水管"]);
  expect(screen?.get(".count").text()).toBe("找到 2 条");
});

test("going back shows what was looked for before", async () => {
  await open("/search?q=饮水管");
  await ask("养蜂");
  expect(questions).toEqual(["?q=饮水管", "?q=养蜂"]);
  router.back();
  await flushPromises();
  await flushPromises();
  expect((screen?.get("[name=q]").element as HTMLInputElement).value).toBe("饮水管");
  expect(questions.at(-1)).toBe("?q=饮水管");
});

test("J and K open what was found beside the list, with its history; / is for the next question", async () => {
  await open("/search?q=饮水管");
  await press("j");
  expect(screen?.get(".record").text()).toContain("看饮水管,饮水管冻裂");
  expect(screen?.get(".history").text()).toContain("依法删除");
  await press("j");
  expect(screen?.get(".record").text()).toContain("饮水管要换");
  expect(router.currentRoute.value.query["open"]).toBe(`${VILLAGE}.visit.b2`);
  await press("k");
  expect(screen?.get(".record").text()).toContain("冻裂");
  expect(questions.filter((question) => question !== "")).toEqual(["?q=饮水管"]);
  await press("/");
  expect(document.activeElement).toBe(screen?.get("[name=q]").element);
});

test("kinds, days, a person and a village narrow it down, and can be dropped again", async () => {
  await open("/search?q=饮水管&from=2017-09-01");
  const choice = screen?.findAll(".choice").find((one) => one.text() === "走访");
  await choice?.trigger("click");
  await flushPromises();
  expect(questions.at(-1)).toBe("?q=饮水管&kinds=visit&from=2017-09-01");
  await screen?.findAll(".link").find((one) => one.text() === "陈玉华")?.trigger("click");
  await flushPromises();
  expect(questions.at(-1)).toContain("person=c0017");
  await screen?.findAll(".link").find((one) => one.text() === "马鞍桥村")?.trigger("click");
  await flushPromises();
  expect(screen?.findAll(".chip").map((chip) => chip.text())).toEqual(["只看 马鞍桥村 ×", "只看 陈玉华 写的 ×"]);
  await screen?.findAll(".chip")[1]?.trigger("click");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({ q: "饮水管", in: VILLAGE, kinds: "visit", from: "2017-09-01" });
});

test("the next page begins where the last one ended, and the count stays", async () => {
  await open("/search?q=饮水管");
  await screen?.findAll(".state button").at(-1)?.trigger("click");
  await flushPromises();
  expect(questions.at(-1)).toBe("?q=饮水管&after=77");
  expect(screen?.findAll(".item")).toHaveLength(4);
  expect(screen?.get(".count").text()).toBe("找到 2 条");
});

test("nothing found, a refusal and a missing role each say what to do", async () => {
  await open("/search?q=拖拉机", { [FIND]: () => ({ items: [], next: null, count: 0, uncounted: false }) });
  expect(screen?.text()).toContain("没有找到");
  screen?.unmount();
  await open("/search?q=!", { [FIND]: () => refused(422, "search.nothing_asked") });
  expect(screen?.text()).toContain("说的是search.nothing_asked");
  screen?.unmount();
  desk.me = somebody({ acts: [] });
  await open("/search?q=饮水管");
  expect(screen?.text()).toContain("没有看记录的职务");
  expect(questions).toEqual([]);
});

test("an address is a question and a question an address; what it should not say is left out", () => {
  const question = questionOf({ q: "水", in: "610926", kinds: "visit,complaint", from: "2017-9-1", to: "2017-09-30", person: "c0017" }, ["610926101"]);
  expect(question).toEqual({ text: "水", division: "610926", kinds: ["visit"], from: "", to: "2017-09-30", person: "c0017" });
  expect(addressOf(question)).toEqual({ q: "水", in: "610926", kinds: "visit", to: "2017-09-30", person: "c0017" });
  expect(questionOf({}, ["610926101"]).division).toBe("610926101");
});

test("a text is drawn in pieces, whatever stands in it", () => {
  expect(piecesOf("水<b>", [{ offset: 0, length: 1 }])).toEqual([
    { text: "水", marked: true },
    { text: "<b>", marked: false },
  ]);
  expect(piecesOf("𠮷家", [{ offset: 2, length: 1 }]).map((piece) => piece.text)).toEqual(["𠮷", "家"]);
});
