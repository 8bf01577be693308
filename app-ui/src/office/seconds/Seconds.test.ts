import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Router } from "vue-router";
import attendance from "../attendance/routes";
import { footing } from "../footing/testing";
import { countOf } from "../sections";
import type { Schemas } from "../server";
import { desk, signIn } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import routes from "./routes";
import type { Second } from "./second";

const COUNTY = "610926";
const VILLAGE = "610926101203";
const LIST = `GET /console/v1/divisions/${COUNTY}/seconds`;
const PEOPLE = `GET /console/v1/divisions/${VILLAGE}/people`;
const decide = (id: string) => `POST /console/v1/divisions/${VILLAGE}/seconds/${id}`;

const second = (id: string, more: Partial<Second> = {}): Second => ({
  id,
  division: VILLAGE,
  division_name: "马鞍桥村",
  what: "correct_day",
  subject: "c0017 2017-09-03",
  cadre: "c0017",
  day: "2017-09-03",
  to: "resident",
  reason: "防汛值守,有镇里的名单",
  asked_by: "周主任",
  asked_at: 1_505_700_000,
  mine: false,
  state: "waiting",
  decided_by: null,
  decided_at: null,
  word: null,
  ...more,
});
const CORRECTION = second("a1");
const CODE = second("b2", { what: "show_recovery_code", subject: "d77", cadre: null, day: null, to: null, reason: "本人忘了密码", state: "emergency" });
const MINE = second("c3", { asked_by: "林办事员", mine: true, day: "2017-09-05" });
const page = (items: Second[], next: string | null = null): Schemas["SecondPage"] => ({ items, next });
const phone = { id: "d77", name: "华为畅享", program: "0.1.0", enrolled_at: 1_490_000_000 };
const CHEN = { id: "c0017", name: "陈玉华", roles: [], devices: [phone] };

let screen: ReturnType<typeof mount> | null = null;
let router: Router | null = null;
let asked: Asked[] = [];

async function open(answers: Answers = {}, path = "/seconds"): Promise<void> {
  asked = serverAnswers({
    ...placeCalled(COUNTY, "平利县"),
    [LIST]: () => page([CORRECTION, CODE, MINE]),
    [PEOPLE]: () => ({ items: [CHEN], next: null }),
    [`${PEOPLE}/c0017`]: () => CHEN,
    [decide("a1")]: () => undefined,
    [decide("b2")]: () => undefined,
    ...answers,
  });
  ({ screen, router } = await screenAt([...routes, ...attendance], path));
  await flushPromises();
}
const posted = () => asked.filter(({ call }) => call.startsWith("POST /console/v1/divisions")).map(({ call, body }) => [call, body]);

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
  desk.me = somebody({ acts: ["keep_devices", "keep_attendance"].map((act) => ({ act, divisions: [COUNTY] })) });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("what waits says whose it is, what was done in an emergency shows, and one's own is none of the figure in the bar", async () => {
  await open();
  const items = screen?.findAll(".item").map((one) => one.text().replace(/\s+/gu, " "));
  expect(items?.[0]).toContain("陈玉华 · 更正9月3日");
  expect(items?.[1]).toContain("陈玉华 · 看恢复码");
  expect(items?.[1]).toContain("紧急办了,等复核");
  expect(items?.[2]).toContain("你提的");
  expect(countOf("/seconds")).toBe(2);
  expect(asked.find(({ call }) => call === LIST)?.query).toEqual({ which: "waiting" });
  expect(await axeFaults()).toEqual([]);
});

test("a correction says what comes of a yes; agreed, it goes out once and the next one has its turn", async () => {
  await open();
  await press("j");
  expect(screen?.get(".second").text()).toContain("同意了就照办:这一天算「住村」");
  expect(screen?.get(".second a").attributes("href")).toBe(`/attendance/${VILLAGE}/c0017?year=2017`);
  await click("form .choice", "同意");
  expect(await axeFaults()).toEqual([]);
  screen?.get("form").element.dispatchEvent(new Event("submit", { cancelable: true }));
  await send();
  expect(posted()).toEqual([[decide("a1"), { agree: true, word: "" }]]);
  expect(screen?.get(".sent").text()).toBe("陈玉华 · 更正9月3日:同意。");
  expect(screen?.get(".second h2").text()).toContain("看恢复码");
});

test("a sheet on paper says which days it changes, and what comes of a yes", async () => {
  const sheet = { days: `RRS${"-".repeat(28)}`, signed: true, note: "原件在镇农办" };
  const paper = { month: "2017-08-01", sheet, before: { ...sheet, days: `RRR${"-".repeat(28)}` } };
  await open({ [LIST]: () => page([second("e5", { what: "type_paper", subject: "c0017 2017-08", day: null, to: null, paper })]) });
  await press("j");
  const text = (screen?.get(".second").text() ?? "").replace(/\s+/gu, " ");
  for (const word of ["陈玉华 · 2017年8月纸质代录", "变了这些天", "8月3日", "住村 →", "休息", "纸上有第一书记的签字", "原件在镇农办", "这张表算数"]) expect(text).toContain(word);
  expect(text).not.toContain("8月2日");
  expect(await axeFaults()).toEqual([]);
});

test("what was done in an emergency is found right or wrong, and wrong only with a word", async () => {
  await open();
  await press("j");
  await press("j");
  expect(screen?.get(".second").text()).toContain("手机:华为畅享");
  expect(screen?.findAll("form .choice").map((one) => one.text())).toEqual(["办得对", "办得不对"]);
  await click("form .choice", "办得不对");
  await send();
  expect(posted()).toEqual([]);
  expect(screen?.get("form [role=alert]").text()).toContain("还差");
  await screen?.get("form textarea").setValue("没有打回去核实");
  await send();
  expect(posted()).toEqual([[decide("b2"), { agree: false, word: "没有打回去核实" }]]);
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"))).toEqual([]);
});

test("what one asked for oneself is somebody else's to decide", async () => {
  await open();
  await click(".item .open", "陈玉华 · 更正9月5日");
  expect(screen?.get(".second").text()).toContain("要另一个人来定");
  expect(screen?.find("form").exists()).toBe(false);
});

test("whoever was overtaken is told, and has the words still", async () => {
  await open({ [decide("a1")]: () => refused(409, "second.changed_meanwhile") });
  await press("j");
  await click("form .choice", "不同意");
  await screen?.get("form textarea").setValue("名单上没有他");
  await send();
  expect(screen?.get("form [role=alert]").text()).toContain("second.changed_meanwhile");
  expect(screen?.get<HTMLTextAreaElement>("form textarea").element.value).toBe("名单上没有他");
  expect(asked.filter(({ call }) => call === LIST)).toHaveLength(2);
});

test("a session that ends in the midst of a word: signed in again, it goes out as it was typed", async () => {
  let signedIn = true;
  await open({ [decide("a1")]: () => (signedIn ? undefined : refused(401, "session.none")), "POST /console/v1/session": () => ((signedIn = true), desk.me) });
  await press("j");
  await click("form .choice", "不同意");
  await screen?.get("form textarea").setValue("名单上没有他");
  signedIn = false;
  await send();
  expect(desk.over).toBe(true);
  await signIn({ login: "lin", password: "good" });
  await flushPromises();
  expect(posted().slice(-1)).toEqual([[decide("a1"), { agree: false, word: "名单上没有他" }]]);
});

test("what was decided is read with who decided and why; whose it is may stay unknown", async () => {
  const decided = second("a1", { state: "refused", decided_by: "王主任", decided_at: 1_505_730_000, word: "名单上没有他" });
  await open({ [LIST]: ({ query }) => page(query["which"] === "decided" ? [decided] : []), [`${PEOPLE}/c0017`]: () => refused(404, "person.unknown") });
  expect(screen?.get(".list .state").text()).toBe("没有等着复核的。");
  await click(".which .choice", "定过的");
  await press("j");
  expect(screen?.get(".second h2").text()).toBe("c0017 · 更正9月3日");
  for (const word of ["没同意", "王主任", "名单上没有他"]) expect(screen?.get(".second").text()).toContain(word);
  expect(screen?.find("form").exists()).toBe(false);
});

test("who keeps neither phones nor attendance is told so, and a failure is no empty list", async () => {
  desk.me = somebody({ acts: [] });
  await open();
  expect(screen?.text()).toContain("没有管手机、管考勤的职务");
  expect(asked).toEqual([]);
  screen?.unmount();
  desk.me = somebody({ acts: [{ act: "keep_devices", divisions: [COUNTY] }] });
  await open({ [LIST]: () => refused(503, "storage.busy") });
  expect(screen?.get(".list [role=alert]").text()).toContain("storage.busy");
});

const YEAR = `GET /console/v1/divisions/${VILLAGE}/attendance`;
const ASK = `POST /console/v1/divisions/${VILLAGE}/corrections`;
const year = { resident: 158, target: 220, needed: 62, possible: 109, latest_start: "2017-10-31", reach: "possible", computed_on: "2017-09-18" };
const row = { space: VILLAGE, village: "马鞍桥村", cadre: "c0017", name: "陈玉华", days: `${"R".repeat(245)}A${"R".repeat(119)}`, state: "resident", heard: "something", year };
const dialog = () => document.querySelector(".el-dialog");

async function openPerson(answers: Answers = {}): Promise<void> {
  await open({ [YEAR]: () => ({ from: "2017-01-01", day: "2017-09-18", count: 1, people: [row], next: null, footing: footing() }), [ASK]: ({ body }) => second("d4", { ...(body as object), mine: true }), ...answers }, `/attendance/${VILLAGE}/c0017?year=2017`);
  await flushPromises();
  const button = screen?.findAll("button").find((one) => one.text() === "更正一天");
  await button?.trigger("click");
  await flushPromises();
}
async function type(selector: string, words: string): Promise<void> {
  const field = dialog()?.querySelector(selector) as HTMLInputElement;
  field.value = words;
  field.dispatchEvent(new Event("input"));
  field.dispatchEvent(new Event("change"));
  await flushPromises();
}
async function ask(): Promise<void> {
  dialog()?.querySelector("form")?.requestSubmit();
  await flushPromises();
}
async function choose(word: string): Promise<void> {
  [...(dialog()?.querySelectorAll("button") ?? [])].find((one) => one.textContent?.trim() === word)?.click();
  await flushPromises();
}

test("a correction is asked for from somebody's days: which, to what, and why; what the day is now stands beside it", async () => {
  await openPerson();
  await ask();
  expect(posted()).toEqual([]);
  expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("还差:哪一天");
  await type("[name=day]", "2017-09-03");
  expect(dialog()?.textContent).toMatch(/现在算:\s*✕\s*缺勤/u);
  await choose("住村");
  await type("textarea", "防汛值守,有镇里的名单");
  expect(await axeFaults()).toEqual([]);
  dialog()?.querySelector("form")?.requestSubmit();
  await ask();
  expect(posted()).toEqual([[ASK, { cadre: "c0017", day: "2017-09-03", to: "resident", reason: "防汛值守,有镇里的名单", emergency: false }]]);
  expect(dialog()?.querySelector("[role=status]")?.textContent).toBe("提出来了:2017年9月3日,等第二个人同意。");
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"))).toEqual([]);
  dialog()?.querySelector("a")?.click();
  await flushPromises();
  expect(router?.currentRoute.value.path).toBe(`/seconds/${VILLAGE}`);
});

test("an emergency says before that somebody looks at it afterwards; a refusal keeps the words", async () => {
  let refuses = true;
  await openPerson({ [ASK]: () => (refuses ? refused(422, "day_correction.not_in_term") : second("d4", { state: "emergency", mine: true })) });
  await type("[name=day]", "2017-09-03");
  await choose("照记录算");
  await type("textarea", "上回更正错了");
  dialog()?.querySelector<HTMLInputElement>("[name=emergency]")?.click();
  await flushPromises();
  expect(dialog()?.textContent).toContain("事后有人复核办得对不对");
  await ask();
  expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("day_correction.not_in_term");
  refuses = false;
  await ask();
  expect(posted()[1]).toEqual([ASK, { cadre: "c0017", day: "2017-09-03", to: "as_recorded", reason: "上回更正错了", emergency: true }]);
  expect(dialog()?.querySelector("[role=status]")?.textContent).toContain("已经更正");
  expect(asked.filter(({ call }) => call === YEAR)).toHaveLength(2);
});

test("who does not keep attendance corrects nothing", async () => {
  desk.me = somebody({ acts: [{ act: "see_figures", divisions: [COUNTY] }] });
  await openPerson();
  expect(dialog()).toBeNull();
  expect(screen?.text()).toContain("陈玉华");
});
