import { flushPromises, mount, RouterLinkStub } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { i18n } from "../i18n";
import type { Schemas } from "../server";
import { countOf, setCount } from "../sections";
import { desk, signIn } from "../session";
import { axeFaults, placeCalled, refused, serverAnswers, somebody, type Answers } from "../testing";
import { officesAbove } from "./offices";
import Problems from "./Problems.vue";
import { whichIn, type Which } from "./which";

const VILLAGE = "610926101203";
const problem = (record: string, text: string, more: Partial<Schemas["ProblemItemView"]> = {}): Schemas["ProblemItemView"] => ({
  space: VILLAGE,
  village: "马鞍桥村",
  record,
  author: "陈玉华",
  day: "2017-09-12",
  text,
  category: "road",
  urgency: "urgent",
  state: "untaken",
  owing: "610926101",
  owing_name: "大贵镇",
  due: "2017-09-15",
  late_days: 3,
  ...more,
});
const ROAD = problem("a1", "通组路塌方两处");
const TEA = problem("b2", "茶叶卖不出去", { urgency: "normal", late_days: null, due: "2017-09-30" });

const LIST = "GET /console/v1/divisions/610926/problems";
const shownOf = (of: Schemas["ProblemItemView"]): Schemas["ProblemShown"] => ({
  problem: of,
  answer: "",
  answered: null,
  household: null,
  photos: [],
  taken_by: null,
  seen: `seen:${of.record}:${of.state}`,
  promises: [
    { office: "610926101", last_day: null },
    { office: "610926", last_day: "2017-09-25" },
    { office: "6109", last_day: null },
  ],
});
const about = (method: "GET" | "POST", record: string) => `${method} /console/v1/divisions/${VILLAGE}/problems/${record}`;
const page = (items: readonly Schemas["ProblemItemView"][]) => ({ items, next: null, owed: 2, owed_late: 1, late_below: 4, unanswered: 9, settled: 31 });

let screen: ReturnType<typeof mount> | null = null;

async function open(answers: Answers = {}, props: { only?: string; first?: Which } = {}) {
  const asked = serverAnswers({
    [LIST]: () => page([ROAD, TEA]),
    [about("GET", "a1")]: () => shownOf(ROAD),
    [about("GET", "b2")]: () => shownOf(TEA),
    [about("POST", "a1")]: () => undefined,
    ...answers,
  });
  screen = mount(Problems, { props, global: { plugins: [i18n], stubs: { RouterLink: RouterLinkStub } }, attachTo: document.body });
  await flushPromises();
  return { screen, asked, posted: () => asked.filter(({ call }) => call.startsWith("POST")).map(({ body }) => body) };
}

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
  desk.me = somebody({ acts: [{ act: "answer_problems", divisions: ["610926"] }] });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("lists say how much is in each, and the bar what is owed with what came up late from below", async () => {
  await open();
  expect(screen?.findAll(".choice").map((choice) => choice.text())).toEqual(["该我们答 2", "下级晚了的 4", "都没答的 9", "办完的 31"]);
  expect(screen?.text()).toContain("该我们答的有 1 条晚了");
  expect(countOf("/problems")).toBe(6);
  expect(screen?.findAll(".item")[0]?.text()).toContain("晚了 3 天");
});

test("J and K go through the list", async () => {
  await open();
  await press("j");
  expect(screen?.get(".problem").text()).toContain("通组路塌方两处");
  await press("j");
  await press("j");
  expect(screen?.get(".problem").text()).toContain("茶叶卖不出去");
  await press("k");
  expect(screen?.get(".problem").text()).toContain("通组路塌方两处");
});

test("an answer is owed in words, says what it saw, and goes to the phone", async () => {
  const { asked, posted } = await open();
  await press("j");
  await click("form .choice", "答复");
  await send();
  expect(posted()).toEqual([]);
  expect(screen?.get("form [role=alert]").text()).toContain("还差");
  await screen?.get("form textarea").setValue("铲车周五到");
  asked.length = 0;
  await send();
  expect(posted()).toEqual([{ seen: "seen:a1:untaken", state: "answered", office: null, taken_by: null, deadline: null, answer: "铲车周五到" }]);
  expect(screen?.get(".sent").text()).toContain("下次联网到本人手机");
  expect(asked.map(({ call }) => call).slice(1).sort()).toEqual([about("GET", "a1"), LIST].sort());
  expect(sessionStorage.length).toBe(0);
});

test("handing over names another office above the village, and by when", async () => {
  const { posted } = await open();
  await press("j");
  await click("form .choice", "转办");
  expect(screen?.findAll(".part .choice").map((choice) => choice.text())).toEqual(["县区办公室", "市办公室"]);
  await send();
  expect(posted()).toEqual([]);
  await click(".part .choice", "县区办公室");
  await screen?.get("[name=deadline]").setValue("2017-09-30");
  await send();
  expect(posted()).toEqual([{ seen: "seen:a1:untaken", state: "handed_over", office: "610926", taken_by: null, deadline: "2017-09-30", answer: "" }]);
  expect(officesAbove(VILLAGE).map(({ division }) => division)).toEqual(["610926101", "610926", "6109"]);
});

test("taking it says who sees to it", async () => {
  const { posted } = await open();
  await press("j");
  await click("form .choice", "接办");
  await screen?.get("[name=taken-by]").setValue("镇农办");
  await send();
  expect(posted()).toEqual([{ seen: "seen:a1:untaken", state: "taken", office: null, taken_by: "镇农办", deadline: null, answer: "" }]);
});

test("the last day that may be set stands beside the field, for the office that will owe it, and is said when it is over", async () => {
  const word = () => (screen?.find(".last-day").exists() === true ? screen.get(".last-day").text() : null);
  await open({ [about("GET", "a1")]: () => ({ ...shownOf(ROAD), promises: [{ office: "610926101", last_day: "2017-09-15" }, { office: "610926", last_day: "2017-09-25" }, { office: "6109", last_day: null }] }) });
  desk.me = somebody({ today: "2017-09-18", acts: [{ act: "answer_problems", divisions: ["610926"] }] });
  await press("j");
  await click("form .choice", "接办");
  expect(word()).toBe("规定的9月15日已经过了。日子空着照旧;要往后改,请上一级来定。");
  await click("form .choice", "转办");
  await click("form .choice", "县区办公室");
  expect(word()).toBe("按规定最迟定到9月25日;要再晚,请上一级来定。");
  await click("form .choice", "市办公室");
  expect(word()).toBeNull();
});

test("whoever was overtaken by the same answer is told just so: what was said since is seen before it is replaced", async () => {
  let answer = "";
  const { posted } = await open({
    [about("GET", "a1")]: () => ({ ...shownOf(ROAD), answer, seen: `seen:${answer}` }),
    [about("POST", "a1")]: ({ body }) => ((body as { seen: string }).seen === `seen:${answer}` ? undefined : refused(409, "problem.changed_meanwhile")),
  });
  await press("j");
  await click("form .choice", "接办");
  await screen?.get("form textarea").setValue("下周去看");
  answer = "明天就到";
  await send();
  expect(screen?.get("form [role=alert]").text()).toContain("problem.changed_meanwhile");
  expect(screen?.get(".problem").text()).toContain("明天就到");
  expect(screen?.get<HTMLTextAreaElement>("form textarea").element.value).toBe("下周去看");
  await send();
  expect(posted()).toHaveLength(2);
  expect(screen?.find(".sent").exists()).toBe(true);
});

test("whoever was overtaken is told, sees how it stands now, and has the words still", async () => {
  let now = ROAD;
  const { posted } = await open({
    [about("GET", "a1")]: () => shownOf(now),
    [about("POST", "a1")]: ({ body }) => ((body as { seen: string }).seen === shownOf(now).seen ? undefined : refused(409, "problem.changed_meanwhile")),
  });
  await press("j");
  await click("form .choice", "办不了");
  await screen?.get("form textarea").setValue("要等明年的项目");
  now = { ...ROAD, state: "taken" };
  await send();
  expect(screen?.get("form [role=alert]").text()).toContain("problem.changed_meanwhile");
  expect(screen?.get(".problem .tags").text()).toContain("已接办");
  expect(screen?.get<HTMLTextAreaElement>("form textarea").element.value).toBe("要等明年的项目");
  await send();
  expect(posted().map((body) => (body as { seen: string }).seen)).toEqual(["seen:a1:untaken", "seen:a1:taken"]);
  expect(screen?.find(".sent").exists()).toBe(true);
});

test("a session that ends in the midst of an answer: signed in again, it goes out as it was typed", async () => {
  let signedIn = true;
  const { posted } = await open({
    [about("POST", "a1")]: () => (signedIn ? undefined : refused(401, "session.none")),
    "POST /console/v1/session": () => ((signedIn = true), somebody({ acts: [{ act: "answer_problems", divisions: ["610926"] }] })),
  });
  await press("j");
  await click("form .choice", "答复");
  await screen?.get("form textarea").setValue("铲车周五到");
  signedIn = false;
  await send();
  expect(desk.over).toBe(true);
  expect(screen?.get<HTMLTextAreaElement>("form textarea").element.value).toBe("铲车周五到");
  await signIn({ login: "lin", password: "good" });
  await flushPromises();
  expect(posted().slice(-1)).toEqual([expect.objectContaining({ answer: "铲车周五到" })]);
  expect(screen?.find(".sent").exists()).toBe(true);
});

test("what was typed of one problem is there when one comes back to it, and not at another", async () => {
  await open();
  await press("j");
  await click("form .choice", "答复");
  await screen?.get("form textarea").setValue("铲车周五到");
  await press("j");
  expect(screen?.find("form textarea").exists()).toBe(false);
  await press("k");
  expect(screen?.get<HTMLTextAreaElement>("form textarea").element.value).toBe("铲车周五到");
});

test("an empty list says what that means, and a failure is none", async () => {
  let up = false;
  await open({ [LIST]: () => (up ? page([]) : refused(503, "storage.busy")) });
  expect(screen?.get(".list [role=alert]").text()).toContain("storage.busy");
  up = true;
  await click(".list .button", "再试一次");
  expect(screen?.get(".list .state").text()).toBe("该我们答的都答了。");
  await click(".which .choice", "办完的");
  expect(screen?.get(".list .state").text()).toBe("还没有办完的。");
});

test("a division's alone: the list that is asked for, its name above, and the bar's figure is not its", async () => {
  setCount("/problems", 7);
  const TOWN = "GET /console/v1/divisions/610926101/problems";
  const { asked } = await open(
    { [TOWN]: () => page([ROAD]), ...placeCalled("610926101", "大贵镇") },
    { only: "610926101", first: "unanswered" },
  );
  expect(asked.find(({ call }) => call === TOWN)?.query["which"]).toBe("unanswered");
  expect(screen?.get(".only").text()).toContain("只看 大贵镇");
  expect(screen?.getComponent(RouterLinkStub).props("to")).toBe("/problems");
  expect(screen?.findAll(".choice")[0]?.text()).toBe("该这里答 2");
  expect(countOf("/problems")).toBe(7);
});

test("one's own division is all of it, and a strange one nothing", async () => {
  await open({}, { only: "610926" });
  expect(screen?.find(".only").exists()).toBe(false);
  expect(screen?.findAll(".choice")[0]?.text()).toBe("该我们答 2");
  screen?.unmount();
  await open({}, { only: "610927" });
  expect(screen?.text()).toContain("没有答复问题的职务");
  expect([whichIn({ which: "late" }), whichIn({ which: "all" }), whichIn({})]).toEqual(["late", "owed", "owed"]);
});

test("a problem's photos stand beside it, open large, and those that can't be shown are counted", async () => {
  const photo = (digest: string, state: string) => ({ record: "a1", digest, state });
  const photos = [photo("d1", "here"), photo("d2", "not_yet"), photo("d3", "not_agreed")];
  const { screen } = await open({ [about("GET", "a1")]: () => ({ ...shownOf(ROAD), photos }) });
  await press("j");
  if (!screen.find(".problem").exists()) await screen.get(".item").trigger("click");
  await flushPromises();
  expect(screen.findAll(".strip img").map((image) => image.attributes("src"))).toEqual([`/console/v1/divisions/${VILLAGE}/photos/a1/d1?part=thumbnail`]);
  expect(screen.get(".photos").findAll("p").length).toBe(2);
  expect(await axeFaults()).toEqual([]);
  await screen.get(".strip .open").trigger("click");
  await flushPromises();
  expect(document.querySelector(`img[src*="d1?part=picture"]`)).not.toBeNull();
});
