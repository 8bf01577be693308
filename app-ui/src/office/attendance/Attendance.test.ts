import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { footing } from "../footing/testing";
import { i18n } from "../i18n";
import { job } from "../jobs/testing";
import type { Schemas } from "../server";
import { desk } from "../session";
import { axeFaults, placeCalled, refused, serverAnswers, somebody, type Answers } from "../testing";
import { askedOf, lastOf, questionOf } from "./asked";
import { countsOf, lengthOf, monthsOf, statesOf } from "./days";
import DayOver from "./DayOver.vue";
import routes from "./routes";

type Row = Schemas["AttendanceRow"];
const VILLAGE = "610926101205";
const year = { resident: 158, target: 220, needed: 62, possible: 109, latest_start: "2017-10-31", reach: "possible", computed_on: "2017-09-18" };
const row = (cadre: string, name: string, days: string, more: Partial<Row["year"]> = {}): Row => ({
  space: VILLAGE,
  village: "马鞍桥村",
  cadre,
  name,
  days,
  state: "unconfirmed",
  heard: "not_synced",
  year: { ...year, ...more },
});
const page = (people: Row[], next: string | null = null): Schemas["AttendancePage"] => ({ from: "2017-09-01", day: "2017-09-18", count: people.length, people, next, footing: footing() });
const SEPTEMBER = [
  row("c1", "陈玉华", `RRSLBACU-${"R".repeat(9)}${"N".repeat(12)}`),
  row("c2", "刘建军", "-".repeat(18) + "N".repeat(12), { reach: "impossible", latest_start: null }),
];

const LIST = "GET /console/v1/divisions/610926/attendance";
const FILE = "POST /console/v1/divisions/610926/attendance/export";
const OF_VILLAGE = `GET /console/v1/divisions/${VILLAGE}/attendance`;
const DAY = `GET /console/v1/divisions/${VILLAGE}/attendance/c1/2017-01-02`;
const OF_DAY = { cadre: "c1", name: "陈玉华", day: "2017-01-02", state: "resident", heard: "something", code: "own_word", zh: "本人写了住在村里,第一书记也说在。", en: "Their own word, and the first secretary's." };

let screen: ReturnType<typeof mount> | null = null;

async function open(path: string, answers: Answers = {}) {
  const asked = serverAnswers({
    [LIST]: () => page(SEPTEMBER),
    [FILE]: () => job(9, { work: "attendance", division: "610926", state: "waiting" }),
    ...placeCalled("610926", "平利县", { path: [{ code: "6109", name: "安康市" }] }),
    ...placeCalled(VILLAGE, "马鞍桥村", { path: [{ code: "6109", name: "安康市" }] }),
    ...answers,
  });
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: "/:elsewhere(.*)*", component: { template: "<p></p>" } }] });
  await router.push(path);
  screen = mount({ template: "<RouterView />" }, { global: { plugins: [i18n, router] }, attachTo: document.body });
  await vi.dynamicImportSettled();
  await flushPromises();
  return { asked, router, asksOf: (call: string) => asked.filter((one) => one.call === call).map(({ query }) => query), bodiesOf: (call: string) => asked.filter((one) => one.call === call).map(({ body }) => body) };
}

const cells = (at: number) => screen?.findAll("tbody tr")[at]?.findAll(".day") ?? [];

beforeEach(() => {
  desk.me = somebody({ acts: [{ act: "see_figures", divisions: ["610926"] }] });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("a day is a sign and a word before it is a colour, and that nothing was heard is no absence", async () => {
  await open("/attendance/610926");
  expect(screen?.get("h1").text()).toBe("平利县 · 2017年9月出勤");
  expect(cells(0).slice(0, 9).map((cell) => `${cell.text()}${cell.attributes("aria-label")}`)).toEqual(
    ["●住村", "●住村", "○休息", "请请假", "公公务", "✕缺勤", "!存疑", "?待确认", "–没消息"],
  );
  expect(cells(1)[0]?.classes()).toEqual(["day", "plain"]);
  expect(cells(0)).toHaveLength(30);
  expect(screen?.get(".legend").text().replace(/\s+/gu, " ")).toContain("– 没消息");
});

test("below the signs stands, without a pointer, what a day without news can be, each with its shape, and what a blank one is", async () => {
  await open("/attendance/610926");
  const said = screen?.find(".silences").text();
  expect(said).toContain("不等于缺勤");
  expect(screen?.findAll(".unfolds li strong").map((one) => one.text())).toEqual(["没信号", "没同步", "没写日志", "没用手机", "今天还没写"]);
  expect(screen?.get(".legend").text()).toContain("空着:没到,或者不在队");
  expect(cells(0).every((cell) => (cell.attributes("aria-label") ?? "") !== "")).toBe(true);
  expect(await axeFaults()).toEqual([]);
});

test("beside the days stand the month's resident ones and the year with what it needs", async () => {
  await open("/attendance/610926");
  const [first, second] = screen?.findAll("tbody tr").map((one) => one.text().replace(/\s+/gu, " ")) ?? [];
  expect(first).toContain("11");
  for (const words of ["158 / 220", "还差 62 天", "来得及", "最迟 10月31日起天天住"]) expect(first, words).toContain(words);
  expect(second).toContain("够不着");
  expect(second).not.toContain("最迟");
});

test("a month of which nothing came leads to the last that has something, and what its year lacks is said there and on a person's year", async () => {
  const lacks = footing({ nothing_told: true, last_told: "2017-09-18", without_calendar: true, policy_of_year: 2017 });
  const { router } = await open("/attendance/610926?month=2026-02", {
    [LIST]: () => ({ ...page([]), footing: lacks }),
    [OF_VILLAGE]: () => ({ ...page([row("c1", "陈玉华", "N".repeat(365))]), footing: lacks }),
  });
  const said = () => screen?.get(".footing").text() ?? "";
  for (const words of ["2026年2月还没有传来", "2017年9月有记录", "2026 年的放假安排还没有导入", "照 2017 年的算"]) expect(said(), words).toContain(words);
  expect(screen?.get(".footing .nothing a").attributes("href")).toBe("/attendance/610926?month=2017-09");
  await router.push(`/attendance/${VILLAGE}/c1?year=2026`);
  await vi.dynamicImportSettled();
  await flushPromises();
  for (const words of ["2026 年还没有传来", "2026 年的放假安排还没有导入", "照 2017 年的算"]) expect(said(), words).toContain(words);
  expect(screen?.get(".footing .nothing a").attributes("href")).toBe(`/attendance/${VILLAGE}/c1?year=2017`);
});

test("the month is in the address: today's, a day's own, or the one that is chosen", async () => {
  const { router, asksOf, bodiesOf } = await open("/attendance/610926?day=2017-05-31");
  expect(asksOf(LIST)).toEqual([{ year: "2017", month: "5", limit: "100" }]);
  await screen?.findAll(".months .button")[0]?.trigger("click");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({ month: "2017-04" });
  await screen?.get("[name=month]").setValue("2016-12");
  await flushPromises();
  expect(asksOf(LIST).slice(1)).toEqual([{ year: "2017", month: "4", limit: "100" }, { year: "2016", month: "12", limit: "100" }]);
  await screen?.get(".export .begin").trigger("click");
  await flushPromises();
  expect(bodiesOf(FILE)).toEqual([{ year: 2016, month: 12 }]);
});

test("the next page begins behind the last person of the one before", async () => {
  const { asksOf } = await open("/attendance/610926", {
    [LIST]: ({ query }) => (query["after"] === undefined ? page(SEPTEMBER, `${VILLAGE}.c2`) : page([row("c3", "何秀英", "R")])),
  });
  await screen?.get(".state .button").trigger("click");
  await flushPromises();
  expect(screen?.findAll("tbody .name").map((name) => name.text())).toEqual(["陈玉华", "刘建军", "何秀英"]);
  expect(asksOf(LIST)[1]).toEqual({ year: "2017", month: "9", limit: "100", after: `${VILLAGE}.c2` });
});

test("a list that can't be fetched says why and is asked for again", async () => {
  let up = false;
  await open("/attendance/610926", { [LIST]: () => (up ? page([]) : refused(503, "storage.busy")) });
  expect(screen?.get("[role=alert]").text()).toContain("storage.busy");
  up = true;
  await screen?.get(".state .button").trigger("click");
  await flushPromises();
  expect(screen?.get(".state").text()).toBe("这个月没有这样的人。");
});

test("the people that a figure of the overview counts are asked for with its day, and how many there are stands above", async () => {
  const { asksOf } = await open("/attendance/610926?day=2017-08-31&state=not_synced");
  expect(asksOf(LIST)).toEqual([{ year: "2017", month: "8", day: "2017-08-31", state: "not_synced", limit: "100" }]);
  expect(screen?.get("[role=status]").text()).toBe("共 2 人");
  // Why nothing was heard stands in no sign of a day.
  expect(screen?.get("tbody tr").text()).toContain("没同步");
  expect(screen?.get(".filters").text()).toContain("这个人的手机还没把这天传上来。");
  expect(screen?.get<HTMLSelectElement>("[name=state]").element.value).toBe("not_synced");
});

test("people are chosen by their year and by a day, each beside the other, and all are one click away", async () => {
  const { router, asksOf, bodiesOf } = await open("/attendance/610926");
  expect(screen?.find("[role=status]").exists()).toBe(false);
  expect(screen?.get("tbody tr").text()).not.toContain("没同步");
  await screen?.get("[name=reach]").setValue("impossible");
  await flushPromises();
  await screen?.get("[name=state]").setValue("no_line");
  await flushPromises();
  await screen?.get("[name=day]").setValue("2017-09-04");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({ month: "2017-09", day: "2017-09-04", reach: "impossible", state: "no_line" });
  // Why nothing was heard is in no file; how a year stands may be.
  await screen?.get(".export .begin").trigger("click");
  await flushPromises();
  expect(bodiesOf(FILE)).toEqual([{ year: 2017, month: 9, reach: "impossible" }]);
  expect(asksOf(LIST).slice(1)).toEqual([
    { year: "2017", month: "9", day: "2017-09-18", reach: "impossible", limit: "100" },
    { year: "2017", month: "9", day: "2017-09-18", state: "no_line", reach: "impossible", limit: "100" },
    { year: "2017", month: "9", day: "2017-09-04", state: "no_line", reach: "impossible", limit: "100" },
  ]);
  await screen?.get("[name=state]").setValue("");
  await flushPromises();
  expect(router.currentRoute.value.query["state"]).toBeUndefined();
  await screen?.findAll(".months .button")[0]?.trigger("click");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({ month: "2017-08", reach: "impossible" });
  await screen?.get(".filters .button").trigger("click");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({ month: "2017-08" });
});

test("a month's last day is today in this one, and no day to come is asked for", () => {
  expect([lastOf("2017-09-01", "2017-09-18"), lastOf("2017-08-01", "2017-09-18"), lastOf("2016-02-01", "2017-09-18")]).toEqual(["2017-09-18", "2017-08-31", "2016-02-29"]);
  expect(questionOf(askedOf({ month: "2017-13", day: "x", state: "A B", reach: "impossible" }), "2017-09-18")).toEqual({ year: 2017, month: 9, day: "2017-09-18", reach: "impossible" });
});

test("without a division one's own is shown", async () => {
  const { router } = await open("/attendance");
  expect(router.currentRoute.value.path).toBe("/attendance/610926");
});

test("a person's year is twelve lines of days, and says how it stands", async () => {
  const days = "R".repeat(31) + "S".repeat(28) + "-".repeat(306);
  const { asksOf } = await open(`/attendance/${VILLAGE}/c1`, { [OF_VILLAGE]: () => page([row("c1", "陈玉华", days)]) });
  expect(asksOf(OF_VILLAGE)).toEqual([{ year: "2017", cadre: "c1" }]);
  expect(screen?.get("h1").text()).toBe("陈玉华 · 2017 年出勤");
  const lines = screen?.findAll(".year tbody tr") ?? [];
  expect(lines.map((line) => line.findAll(".day").length)).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
  expect(lines[0]?.get(".figure").text()).toBe("31");
  expect(lines[1]?.find(".day").attributes("aria-label")).toBe("2月1日 休息");
  expect(screen?.get(".card").text()).toMatch(/158\s\/\s220.*还差 62 天.*还能住 109 天.*10月31日/su);
});

const reader = () => somebody({ acts: ["see_figures", "read_records"].map((act) => ({ act, divisions: ["610926"] })) });
const dialog = () => document.querySelector(".el-dialog");

test("a day opens to what it is and why, and to the diary behind it; days to come do not", async () => {
  desk.me = reader();
  const days = `RR${"-".repeat(300)}O${"N".repeat(62)}`;
  const { router } = await open(`/attendance/${VILLAGE}/c1`, { [OF_VILLAGE]: () => page([row("c1", "陈玉华", days)]), [DAY]: () => ({ ...OF_DAY, diary: "3f" }) });
  expect(screen?.findAll(".year .way")).toHaveLength(302);
  await screen?.findAll(".year .way")[1]?.trigger("click");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({ year: "2017", day: "2017-01-02" });
  expect(dialog()?.textContent).toContain("陈玉华 · 1月2日 周一");
  expect(dialog()?.textContent).toContain("本人写了住在村里");
  expect(dialog()?.querySelector("a")?.getAttribute("href")).toBe(`/review/${VILLAGE}/3f`);
  expect(await axeFaults()).toEqual([]);
  // Element says so once it has faded, which nothing does here.
  screen?.findComponent(DayOver).vm.$emit("close");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({ year: "2017" });
  expect(dialog()).toBeNull();
});

test("a day of which nothing was heard is told as that, never as absence; one that can't be had says why", async () => {
  desk.me = reader();
  let up = false;
  const silent = { ...OF_DAY, state: "unconfirmed", heard: "nothing", zh: "还没有消息。", diary: null };
  await open(`/attendance/${VILLAGE}/c1?day=2017-01-02`, { [OF_VILLAGE]: () => page([row("c1", "陈玉华", "R".repeat(365))]), [DAY]: () => (up ? silent : refused(503, "storage.busy")) });
  expect(dialog()?.textContent).toContain("storage.busy");
  up = true;
  dialog()?.querySelector<HTMLElement>("[aria-busy] .button")?.click();
  await flushPromises();
  expect(dialog()?.querySelector(".what")?.textContent).toContain("没消息");
  expect(dialog()?.textContent).toContain("没消息不等于缺勤");
  expect(dialog()?.textContent).toContain("这天没有日志");
});

test("of a day of somebody without a phone it is told that paper is awaited", async () => {
  desk.me = reader();
  const silent = { ...OF_DAY, state: "unconfirmed", heard: "no_phone", zh: "还没写。", diary: null };
  await open(`/attendance/${VILLAGE}/c1?day=2017-01-02`, { [OF_VILLAGE]: () => page([row("c1", "陈玉华", "R".repeat(365))]), [DAY]: () => silent });
  expect(dialog()?.querySelector(".what")?.textContent).toContain("没用手机");
  expect(dialog()?.textContent).toContain("这天没有登记的手机;有纸质月表的,在月度里代录。");
  expect(dialog()?.textContent).toContain("没消息不等于缺勤");
});

test("who may not read records sees days that lead nowhere, and none is asked for", async () => {
  const { asked } = await open(`/attendance/${VILLAGE}/c1?day=2017-01-02`, { [OF_VILLAGE]: () => page([row("c1", "陈玉华", "R".repeat(365))]) });
  expect(screen?.findAll(".year .way")).toEqual([]);
  expect(dialog()).toBeNull();
  expect(asked.some(({ call }) => call === DAY)).toBe(false);
});

test("from the month a day is one click away", async () => {
  desk.me = reader();
  const { router } = await open("/attendance/610926", { [`GET /console/v1/divisions/${VILLAGE}/attendance`]: () => page([]) });
  cells(0)[29]?.element.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  await flushPromises();
  expect(router.currentRoute.value.path).toBe("/attendance/610926");
  cells(0)[2]?.element.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  await flushPromises();
  expect(router.currentRoute.value.fullPath).toBe(`/attendance/${VILLAGE}/c1?year=2017&day=2017-09-03`);
});

test("whoever was not there in a year is told so, with the years beside it", async () => {
  const { router } = await open(`/attendance/${VILLAGE}/c9?year=2016`, { [OF_VILLAGE]: () => page([]) });
  expect(screen?.text()).toContain("2016 年这个人不在这个村的队里");
  expect(screen?.findAll(".years a").map((link) => link.attributes("href"))).toEqual([`/attendance/${VILLAGE}/c9?year=2015`, `/attendance/${VILLAGE}/c9?year=2017`]);
  await router.push(`/attendance/${VILLAGE}/c9?year=2015`);
  await flushPromises();
  expect(screen?.get("h1").text()).toContain("2015");
});

test("a leap year has its day, and a sign that this page does not know says nothing", () => {
  expect([lengthOf(2016, 2), lengthOf(2017, 2), lengthOf(2017, 12)]).toEqual([29, 28, 31]);
  expect(monthsOf(statesOf("R".repeat(366)), 2016).map(({ length }) => length)).toEqual([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
  expect(statesOf("Rx")).toEqual(["resident", "not_in_term"]);
  expect(countsOf(statesOf("RR-O"))).toEqual([
    { state: "resident", count: 2 },
    { state: "silent", count: 1 },
  ]);
});
