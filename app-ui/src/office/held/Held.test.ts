import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { desk } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import type { Held } from "./held";
import routes from "./routes";

const TOWN = "610926101";
const VILLAGE = "610926101203";
const LIST = `GET /console/v1/divisions/${TOWN}/held`;
const SETTLE = (number: number) => `POST /console/v1/divisions/${VILLAGE}/held/a1/${number}`;
const held = (number: number, more: Partial<Held> = {}): Held => ({
  space: VILLAGE,
  village: "马鞍桥村",
  device: "a1",
  number,
  author: "c0017",
  author_name: "陈玉华",
  kind_zh: "驻村日志",
  kind_en: "Diary",
  does: "begins",
  day: "2017-09-01",
  gist: "到磨沟看水渠。",
  code: "device.revoked",
  received_at: 1_505_740_000,
  ...more,
});

let screen: ReturnType<typeof mount> | null = null;
let asked: Asked[] = [];
async function open(answers: Answers) {
  asked = serverAnswers({ ...placeCalled(TOWN, "大贵镇"), ...answers });
  ({ screen } = await screenAt(routes, "/held"));
}
const calls = (call: string) => asked.filter((one) => one.call === call);
const rows = () => screen?.findAll("tbody tr").map((row) => row.findAll("td").map((cell) => cell.text())) ?? [];
const dialog = () => document.querySelector(".el-dialog");

beforeEach(() => {
  desk.me = somebody({ acts: [{ act: "keep_people", divisions: [TOWN] }] });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("what is held says whose it is, what, why in words, and where; none of it is lost", async () => {
  const newer = held(5, { author_name: null, author: null, kind_zh: null, kind_en: null, does: null, day: null, gist: null, code: "kind.unknown" });
  await open({ [LIST]: ({ query }) => (query["after"] === undefined ? { items: [held(4), newer], next: VILLAGE } : { items: [held(6, { code: "later.code", does: "withdraws", gist: null })], next: null }) });
  expect(rows()[0]?.slice(0, 4)).toEqual(["陈玉华", "驻村日志 · 2017-09-01「到磨沟看水渠。」", "手机停用了", "马鞍桥村"]);
  expect(rows()[1]?.slice(0, 3)).toEqual(["看不出是谁", "服务器还不认识的一种", "手机上的程序比服务器新"]);
  expect(screen?.text()).toContain("一条不丢");
  await screen?.get(".state button").trigger("click");
  await flushPromises();
  expect(calls(LIST).map(({ query }) => query)).toEqual([{}, { after: VILLAGE }]);
  expect(rows()[2]?.slice(1, 3)).toEqual(["驻村日志 · 2017-09-01撤回一条", "原因 later.code"]);
  expect(await axeFaults()).toEqual([]);
});

test("an entry is taken in once however often one clicks; what can't be says why beside it", async () => {
  let left = [held(4, { code: "parent.missing" }), held(5)];
  const take = () => {
    left = left.slice(0, 1);
    return undefined;
  };
  await open({ [LIST]: () => ({ items: left, next: null }), [SETTLE(4)]: () => refused(422, "held.still_waits"), [SETTLE(5)]: take });
  await screen?.findAll(".accept")[0]?.trigger("click");
  await flushPromises();
  expect(screen?.findAll("tbody tr")[0]?.get("[role=alert]").text()).toContain("held.still_waits");
  const second = screen?.findAll(".accept")[1]?.element as HTMLButtonElement;
  second.click();
  second.click();
  await flushPromises();
  expect(calls(SETTLE(5)).map(({ body }) => body)).toEqual([{ accept: true, reason: "" }]);
  expect(rows()).toHaveLength(1);
  expect(screen?.get("[role=status]").text()).toBe("收下了:陈玉华 · 驻村日志 · 2017-09-01。");
});

test("whoever decides far down the list stays there", async () => {
  let second = [held(6), held(7)];
  const take = () => ((second = [held(7)]), undefined);
  await open({ [LIST]: ({ query }) => (query["after"] === undefined ? { items: [held(4), held(5)], next: VILLAGE } : { items: second, next: null }), [SETTLE(6)]: take });
  await screen?.get(".state button").trigger("click");
  await flushPromises();
  expect(rows()).toHaveLength(4);
  await screen?.findAll(".accept")[2]?.trigger("click");
  await flushPromises();
  expect(rows()).toHaveLength(3);
  expect(calls(LIST).map(({ query }) => query["after"])).toEqual([undefined, VILLAGE, undefined, VILLAGE]);
});

test("a rejection owes a reason, which its author reads; it is kept until the server has it", async () => {
  let [down, left] = [true, [held(4)]];
  const reject = () => {
    if (down) return refused(503, "storage.busy");
    left = [];
    return undefined;
  };
  await open({ [LIST]: () => ({ items: left, next: null }), [SETTLE(4)]: reject });
  await screen?.get(".reject").trigger("click");
  await flushPromises();
  const form = dialog()?.querySelector("form");
  form?.requestSubmit();
  await flushPromises();
  expect(calls(SETTLE(4))).toEqual([]);
  expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("还差");
  const area = dialog()?.querySelector("textarea") as HTMLTextAreaElement;
  area.value = "不是本人写的";
  area.dispatchEvent(new Event("input"));
  form?.requestSubmit();
  await flushPromises();
  expect(dialog()?.textContent).toContain("storage.busy");
  expect(area.value).toBe("不是本人写的");
  expect(await axeFaults()).toEqual([]);
  down = false;
  form?.requestSubmit();
  await flushPromises();
  expect(calls(SETTLE(4)).slice(-1)[0]?.body).toEqual({ accept: false, reason: "不是本人写的" });
  expect(dialog()).toBeNull();
  expect(screen?.text()).toContain("没有等人定的记录");
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"))).toEqual([]);
});

test("who keeps no people is told so, and nothing is asked", async () => {
  desk.me = somebody({ acts: [] });
  await open({});
  expect(screen?.text()).toContain("没有管人员的职务");
  expect(asked).toEqual([]);
});
