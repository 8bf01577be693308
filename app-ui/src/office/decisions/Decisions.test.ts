import { flushPromises } from "@vue/test-utils";
import type { mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { i18n } from "../i18n";
import { countOf } from "../sections";
import type { Schemas } from "../server";
import { desk, signIn } from "../session";
import { axeFaults, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import type { Item } from "./item";
import routes from "./routes";

const TOWN = "610926101";
const VILLAGE = "610926101203";
const LIST = `GET /console/v1/divisions/${TOWN}/decisions`;
const about = (record: string) => `POST /console/v1/divisions/${VILLAGE}/decisions/${record}`;

const item = (record: string, more: Partial<Item> = {}): Item => ({
  space: VILLAGE,
  village: "马鞍桥村",
  record,
  heads: [`${record}1`],
  what: "leave",
  cadre: "c0016",
  author: "刘明哲",
  day: "2017-09-20",
  last_day: "2017-09-24",
  kind: "事假",
  kind_en: "Personal leave",
  text: "父亲住院,回家照看",
  level: "town",
  due: "2017-09-21",
  late_days: null,
  decided: null,
  ...more,
});
const LEAVE = item("a1");
const OBJECTION = item("b2", { what: "objection", cadre: "c0017", author: "陈玉华", day: "2017-09-04", last_day: "2017-09-04", kind: "存疑", kind_en: "Flagged", text: "那晚送病人去县里", level: "village", late_days: 2 });
const page = (items: Item[], next: string | null = null): Schemas["DecisionPage"] => ({ items, next });

let screen: ReturnType<typeof mount> | null = null;
let asked: Asked[] = [];

async function open(answers: Answers = {}): Promise<void> {
  asked = serverAnswers({ [LIST]: () => page([LEAVE, OBJECTION]), [about("a1")]: () => undefined, [about("b2")]: () => undefined, ...answers });
  ({ screen } = await screenAt(routes, "/decisions"));
}
const posted = () => asked.filter(({ call }) => call.startsWith("POST /console/v1/divisions")).map(({ body }) => body);
const lists = () => asked.filter(({ call }) => call === LIST).map(({ query }) => query);

async function click(selector: string, word: string): Promise<void> {
  const button = screen?.findAll(selector).find((one) => one.text().startsWith(word));
  if (button === undefined) throw new Error(`no ${word}`);
  await button.trigger("click");
  await flushPromises();
}
async function press(key: string): Promise<void> {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  await flushPromises();
}
async function send(): Promise<void> {
  await screen?.get("form").trigger("submit");
  await flushPromises();
}

beforeEach(() => {
  desk.me = somebody({
    appointments: [{ role: "town_office", role_zh: "镇办公室", division: TOWN, division_name: "大贵镇" }],
    acts: ["decide_leave", "see_figures"].map((act) => ({ act, divisions: [TOWN] })),
  });
});
afterEach(() => {
  i18n.global.locale.value = "zh-CN";
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("what waits for one's level comes first, with what the levels below are late with", async () => {
  await open();
  expect(lists()).toEqual([{ which: "waiting", level: "town" }]);
  const items = screen?.findAll(".item").map((one) => one.text().replace(/\s+/gu, " "));
  expect(items?.[0]).toContain("刘明哲 · 请假(事假)");
  expect(items?.[0]).toContain("9月20日到9月24日");
  expect(items?.[1]).toContain("晚了 2 天");
  expect(items?.[1]).toContain("该第一书记定");
  expect(countOf("/decisions")).toBe(2);
  await press("j");
  expect(screen?.get(".decision").text()).toContain("父亲住院,回家照看");
  expect(await axeFaults()).toEqual([]);
});

test("all the days are granted unless one says fewer, as the request was shown, and once", async () => {
  await open();
  await press("j");
  await click("form .choice", "准假");
  screen?.get("form").element.dispatchEvent(new Event("submit", { cancelable: true }));
  await send();
  expect(posted()).toEqual([{ level: "town", heads: ["a11"], granted: true, first_day: "2017-09-20", last_day: "2017-09-24", reason: "" }]);
  expect(screen?.get(".sent").text()).toBe("刘明哲 · 请假(事假):准假。下次联网到本人手机。");
  expect(lists()).toHaveLength(2);
  expect(screen?.get(".decision h2").text()).toContain("陈玉华");
});

test("some of the days are granted, and only days that are asked for", async () => {
  await open();
  await press("j");
  await click("form .choice", "准假");
  await screen?.get("[name=to]").setValue("2017-09-26");
  await send();
  expect(posted()).toEqual([]);
  expect(screen?.get("form [role=alert]").text()).toContain("请的日子里面");
  await screen?.get("[name=to]").setValue("2017-09-22");
  await send();
  expect(posted()).toEqual([expect.objectContaining({ first_day: "2017-09-20", last_day: "2017-09-22" })]);
});

test("a leave may be refused without a word, an objection may not", async () => {
  await open();
  await press("j");
  await click("form .choice", "不准");
  await send();
  expect(posted()).toEqual([{ level: "town", heads: ["a11"], granted: false, first_day: null, last_day: null, reason: "" }]);
  await click("form .choice", "不认");
  await send();
  expect(posted()).toHaveLength(1);
  expect(screen?.get("form [role=alert]").text()).toContain("为什么不认");
  await screen?.get("form textarea").setValue("医院没有那晚的记录");
  await send();
  expect(posted()[1]).toEqual({ level: "town", heads: ["b21"], granted: false, first_day: null, last_day: null, reason: "医院没有那晚的记录" });
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"))).toEqual([]);
});

test("whoever was overtaken is told, sees the request as it is now, and has the words still", async () => {
  let now = LEAVE;
  await open({
    [LIST]: () => page([OBJECTION, now]),
    [about("a1")]: ({ body }) => ((body as Schemas["DecisionBody"]).heads[0] === now.heads[0] ? undefined : refused(409, "decision.changed_meanwhile")),
  });
  await click(".item .open", "刘明哲");
  await click("form .choice", "准假");
  await screen?.get("form textarea").setValue("早去早回");
  now = item("a1", { heads: ["a19"], last_day: "2017-09-22" });
  await send();
  expect(screen?.get("form [role=alert]").text()).toContain("decision.changed_meanwhile");
  expect(screen?.get(".decision .days").text()).toContain("9月22日");
  expect(screen?.get<HTMLTextAreaElement>("form textarea").element.value).toBe("早去早回");
  await send();
  expect(posted()[1]).toEqual(expect.objectContaining({ heads: ["a19"], last_day: "2017-09-22" }));
});

test("a session that ends in the midst of a reason: signed in again, it goes out as it was typed", async () => {
  let signedIn = true;
  await open({ [about("b2")]: () => (signedIn ? undefined : refused(401, "session.none")), "POST /console/v1/session": () => ((signedIn = true), desk.me) });
  await click(".item .open", "陈玉华");
  await click("form .choice", "认这个");
  await screen?.get("form textarea").setValue("有转诊单");
  signedIn = false;
  await send();
  expect(desk.over).toBe(true);
  await signIn({ login: "lin", password: "good" });
  await flushPromises();
  expect(posted().slice(-1)).toEqual([expect.objectContaining({ granted: true, reason: "有转诊单" })]);
});

test("what was decided is read with who decided, which days, and why", async () => {
  const decided = { level: "county", granted: true, first_day: "2017-09-20", last_day: "2017-09-21", reason: "先准两天" };
  await open({ [LIST]: ({ query }) => page(query["which"] === "settled" ? [item("a1", { decided })] : []) });
  expect(screen?.get(".list .state").text()).toBe("没有等着定的假和说明。");
  await click(".which .choice", "定过的");
  expect(lists()[1]).toEqual({ which: "settled" });
  await press("j");
  for (const word of ["准假", "县区定的", "准了9月20日到9月21日", "先准两天"]) expect(screen?.get(".decision").text()).toContain(word);
  expect(screen?.find("form").exists()).toBe(false);
});

test("in English the kind is said in English, and what was decided is over", async () => {
  i18n.global.locale.value = "en";
  const decided = { level: "county", granted: true, reason: "", first_day: null, last_day: null };
  await open({ [LIST]: () => page([{ ...LEAVE, decided }]) });
  await press("j");
  expect(screen?.get(".list li").text()).toContain("leave (Personal leave)");
  for (const word of ["Personal leave", "Granted by the county"]) expect(screen?.get(".decision").text()).toContain(word);
});

test("a failure is no empty list, and who decides on nothing is told so", async () => {
  let up = false;
  await open({ [LIST]: () => (up ? page([]) : refused(503, "storage.busy")) });
  expect(screen?.get(".list [role=alert]").text()).toContain("storage.busy");
  up = true;
  await click(".list .button", "再试一次");
  expect(screen?.get(".list .state").text()).toBe("没有等着定的假和说明。");
  screen?.unmount();
  desk.me = somebody({ acts: [] });
  await open();
  expect(screen?.text()).toContain("没有审批请假的职务");
});
