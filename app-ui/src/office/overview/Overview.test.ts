import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { footing } from "../footing/testing";
import { i18n } from "../i18n";
import { countOf, setCount } from "../sections";
import type { Schemas } from "../server";
import { desk } from "../session";
import { refused, serverAnswers, somebody, type Answers } from "../testing";
import type { Drawing } from "./drawing";
import { daysOf } from "./period";
import routes from "./routes";
import { county, person, place } from "./testing";

/** What was drawn last, and the click that ECharts would tell of; it itself draws in browsers alone. */
const chart = vi.hoisted(() => ({ outlined: false, drawn: null as Drawing | null, pick: (_at: number) => undefined as void }));
vi.mock("./chart", () => ({
  areOutlined: () => chart.outlined,
  beginChart: (_element: HTMLElement, pick: (at: number) => void) => {
    chart.pick = pick;
    return { draw: (drawing: Drawing) => void (chart.drawn = drawing), end: () => undefined };
  },
}));

const CALL = "GET /console/v1/divisions/610926/overview";
const ACTS = ["see_figures", "review", "answer_problems"];
let screen: ReturnType<typeof mount> | null = null;

async function open(path: string, answers: Answers = { [CALL]: county }) {
  const asked = serverAnswers(answers);
  const elsewhere = { template: "<p></p>" };
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: "/:elsewhere(.*)*", component: elsewhere }] });
  await router.push(path);
  screen = mount({ template: "<RouterView />" }, { global: { plugins: [i18n, router] }, attachTo: document.body });
  await vi.dynamicImportSettled();
  await flushPromises();
  return { screen, asked, router };
}

/** Where the figure that is called so leads; nothing, if nowhere. */
function ways(within: string): string[] {
  return screen?.findAll(`${within} a`).map((link) => decodeURIComponent(link.attributes("href") ?? "")) ?? [];
}

beforeEach(() => {
  desk.me = somebody({ acts: ACTS.map((act) => ({ act, divisions: ["610926"] })) });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
  setCount("/problems", 0);
  Object.assign(chart, { outlined: false, drawn: null });
});

test("without a division one's own is shown", async () => {
  const { router } = await open("/overview");
  expect(router.currentRoute.value.path).toBe("/overview/610926");
  expect(screen?.get("h1").text()).toBe("平利县");
});

test("whoever may see no figures is told so", async () => {
  desk.me = somebody();
  await open("/overview");
  expect(screen?.text()).toContain("没有看汇总的职务");
});

test("the silences stand apart from absence and from each other, and all figures make up the people", async () => {
  await open("/overview/610926");
  const said = screen?.get(".cards .day").text() ?? "";
  for (const words of ["20人在队", "有着落的10人", "缺勤2", "不在村3", "没消息的10人,不等于缺勤", "没信号3", "没同步1", "没写日志2", "没用手机4"]) {
    expect(said.replace(/\s+/gu, ""), words).toContain(words);
  }
  const figures = county().place.figures;
  expect(Object.values(figures.day).reduce((a, b) => a + b) + Object.values(figures.not_heard).reduce((a, b) => a + b)).toBe(figures.people);
});

test("each silence is explained where it stands, and of today it is said that it is not over", async () => {
  await open("/overview/610926");
  const told = () => screen?.get(".cards .day").text().replace(/\s+/gu, "") ?? "";
  const lines = screen?.findAll(".cards .day details li").map((line) => line.text().replace(/\s+/gu, ""));
  expect(lines).toHaveLength(5);
  expect(lines).toContain("≡没用手机这天没有登记的手机;有纸质月表的,在月度里代录。");
  // Who rests is accounted for, whether or not anything was heard.
  expect(told()).toContain("休息日和放假的日子不等谁的消息");
  expect(told()).not.toContain("有消息的");
  expect(told()).toContain("今天还没过完,这些只说到现在。");
  desk.me = somebody({ today: "2017-09-19" });
  await flushPromises();
  expect(told()).not.toContain("今天还没");
});

test("every figure opens to what it counts, and one of nothing to nowhere", async () => {
  await open("/overview/610926");
  expect(ways(".cards .day")).toEqual(
    ["", ...["resident", "rest", "leave", "absent", "unconfirmed", "away", "no_line", "not_synced", "no_diary", "no_phone"].map((state) => `&state=${state}`)].map(
      (state) => `/attendance/610926?day=2017-09-18${state}`,
    ),
  );
  expect(ways(".cards")).toEqual(
    expect.arrayContaining([
      "/attendance/610926?day=2017-09-18&reach=impossible",
      "/attendance/610926?day=2017-09-18&reach=if_confirmed",
      "/review?division=610926",
      "/problems?division=610926&which=unanswered",
    ]),
  );
  const [town, empty] = screen?.findAll("tbody tr") ?? [];
  expect(town?.findAll("a").map((link) => link.attributes("href"))).toContain("/review?division=610926100");
  expect(empty?.findAll("a").map((link) => link.attributes("href"))).toEqual(["/overview/610926101"]);
});

test("what the year came to so far stands against what the people owe in it, of the division and of each below", async () => {
  await open("/overview/610926");
  const said = (selector: string) => screen?.get(selector).text().replace(/\s+/gu, " ");
  expect(said(".cards")).toContain("全年住村 / 目标 1,903 全年住村 / 目标 / 3,520 天");
  expect(said("tbody tr")).toContain("1,903 / 3,520");
});

test("whoever reviews nothing there sees how much waits, and no way to it", async () => {
  desk.me = somebody({ acts: [{ act: "see_figures", divisions: ["610926"] }] });
  await open("/overview/610926");
  expect(screen?.get(".cards").text()).toMatch(/12\s*篇日志等镇里审/u);
  expect(screen?.get("thead").text()).toContain("等镇里审的日志");
  expect(ways(".cards").filter((way) => /^\/(review|problems)/u.test(way))).toEqual([]);
});

test("what the office owes late and what came up late from below stand where it begins its day, and in the bar", async () => {
  const late = { ...county(), problems: { owed: 3, owed_late: 2, late_below: 4 } };
  await open("/overview/610926", { [CALL]: () => late });
  const said = () => screen?.get(".cards").text().replace(/\s+/gu, "");
  expect(said()).toContain("2个该我们答的晚了4个下级晚了,该我们催");
  expect(ways(".cards .warn")).toEqual(["/problems?division=610926&which=owed", "/problems?division=610926&which=late"]);
  expect(countOf("/problems")).toBe(7);
  // A town's is the town's, whoever looks at it.
  screen?.unmount();
  await open("/overview/610926101", { "GET /console/v1/divisions/610926101/overview": () => ({ ...late, place: place("610926101", "兴隆镇", "town"), problems: { owed: 1, owed_late: 1, late_below: 0 } }) });
  expect(said()).toContain("1个该这里答的晚了");
  expect(said()).not.toContain("下级晚了");
  expect(countOf("/problems")).toBe(7);
});

test("whoever reviews there is told that what is counted waits for them, wherever it stands", async () => {
  await open("/overview/610926");
  expect(screen?.get(".cards").text()).toMatch(/12\s*篇日志等你审/u);
  expect(screen?.get("thead").text()).toContain("等你审的日志");
  expect(screen?.get("[name=measure]").text()).toContain("等你审的日志");
  expect(screen?.get("figcaption").text()).toContain("别的级别要审的不算在里面");
});

test("days of which nothing came lead to the last that have something, and what the year lacks is said", async () => {
  desk.me = somebody({ today: "2026-02-03", acts: ACTS.map((act) => ({ act, divisions: ["610926"] })) });
  await open("/overview/610926", {
    [CALL]: () => ({ ...county(), from: "2026-01-01", to: "2026-02-03", footing: footing({ nothing_told: true, last_told: "2017-09-18", without_calendar: true, policy_of_year: 2017 }) }),
  });
  const said = screen?.get(".footing").text() ?? "";
  for (const words of ["这些天还没有传来", "2017年9月有记录", "2026 年的放假安排还没有导入", "照 2017 年的算"]) expect(said, words).toContain(words);
  expect(ways(".footing .nothing")).toEqual(["/overview/610926?from=2017-09-01&to=2017-09-18"]);
});

test("the way up ends where one may look no further, and the same days go along down and up", async () => {
  desk.me = somebody({ acts: [{ act: "see_figures", divisions: ["6109"] }] });
  await open("/overview/610926?from=2017-03-01&to=2017-09-18");
  expect(ways("nav")).toEqual(["/overview/6109?from=2017-03-01&to=2017-09-18"]);
  expect(ways("tbody tr:last-child")).toEqual(["/overview/610926101?from=2017-03-01&to=2017-09-18"]);
});

test("days are asked for as they are chosen, and stand in the address and in the file", async () => {
  const { asked, router } = await open("/overview/610926");
  expect(asked.map(({ query }) => query)).toEqual([{}]);
  await screen?.findAll(".preset")[1]?.trigger("click");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({ from: "2017-08-01", to: "2017-08-31" });
  await screen?.get("[name=from]").setValue("2017-02-10");
  await screen?.get("[name=to]").setValue("2017-02-20");
  await screen?.get("form").trigger("submit");
  await flushPromises();
  expect(asked.map(({ query }) => query).slice(1)).toEqual([{ from: "2017-08-01", to: "2017-08-31" }, { from: "2017-02-10", to: "2017-02-20" }]);
  // The file is of what is shown: the server says which days that is.
  expect(screen?.get("a.download").attributes("href")).toBe("/console/v1/divisions/610926/overview.xlsx?from=2017-01-01&to=2017-09-18");
});

test("presets end today, and last month with its last day", () => {
  expect(daysOf("this_month", "2017-03-18")).toEqual({ from: "2017-03-01", to: "2017-03-18" });
  expect(daysOf("last_month", "2017-03-18")).toEqual({ from: "2017-02-01", to: "2017-02-28" });
  expect(daysOf("last_month", "2017-01-18")).toEqual({ from: "2016-12-01", to: "2016-12-31" });
  expect(daysOf("this_year", "2017-03-18")).toEqual({ from: "2017-01-01", to: "2017-03-18" });
});

test("what can't be fetched is told with what was shown still there, and asked again", async () => {
  let up = true;
  const { router } = await open("/overview/610926", { [CALL]: () => (up ? county() : refused(422, "overview.period")) });
  up = false;
  await router.push("/overview/610926?from=2017-09-01&to=2017-01-01");
  await flushPromises();
  expect(screen?.get("[role=alert]").text()).toContain("overview.period");
  expect(screen?.get("h1").text()).toBe("平利县");
  up = true;
  await screen?.get(".state .button").trigger("click");
  await flushPromises();
  expect(screen?.find("[role=alert]").exists()).toBe(false);
});

test("a village shows its people: why nothing was heard of one is not what another's absence is", async () => {
  const village: Schemas["OverviewView"] = {
    ...county(),
    place: place("610926101205", "马鞍桥村", "village", { people: 3 }),
    below: [],
    people: [
      person("c1", "陈玉华"),
      person("c2", "刘建军", { state: "absent", heard: "away", year: { ...person("c2", "").year, reach: "impossible", latest_start: null } }),
      person("c3", "何秀英", { state: "absent", heard: "not_synced" }),
      person("c4", "邓国强", { state: "absent", heard: "no_phone" }),
    ],
  };
  await open("/overview/610926101205", { "GET /console/v1/divisions/610926101205/overview": () => village });
  const rows = screen?.findAll("tbody tr").map((row) => row.text().replace(/\s+/gu, " ")) ?? [];
  expect(rows[0]).toContain("住村");
  expect(rows[0]).toContain("158 / 220");
  expect(rows[0]).toContain("10月31日");
  expect(rows[1]).toMatch(/缺勤.*不在村.*够不着/u);
  expect(rows[2]).toContain("没同步");
  expect(rows[2]).not.toContain("缺勤");
  expect(rows[3]).toContain("没用手机");
  expect(rows[3]).not.toContain("缺勤");
  expect(ways("tbody tr:first-child")).toEqual(["/attendance/610926101205/c1?year=2017"]);
  expect(screen?.find("figure").exists()).toBe(false);
});

test("what is drawn says the figures of the table, in its order, and a click goes down", async () => {
  const { router } = await open("/overview/610926");
  const series = () => [chart.drawn?.series].flat()[0] as { type: string; data: unknown[] };
  expect([series().type, series().data]).toEqual(["bar", [12, 0]]);
  await screen?.get("[name=measure]").setValue("present");
  expect(series().data).toEqual([50, "-"]);
  await screen?.get("[name=measure]").setValue("silent");
  expect(series().data).toEqual([10, 0]);
  expect(screen?.get("[role=img]").attributes("aria-label")).toBe("平利县下面各处的没消息的人。下面的表说的是同样的数。");
  chart.pick(1);
  await flushPromises();
  expect(router.currentRoute.value.path).toBe("/overview/610926101");
});

test("where there are outlines, a map is coloured", async () => {
  chart.outlined = true;
  await open("/overview/610926");
  const [series] = [chart.drawn?.series].flat() as { type: string; data: { name: string; value: number }[] }[];
  expect(series?.type).toBe("map");
  expect(series?.data).toEqual([
    { name: "610926100", value: 12 },
    { name: "610926101", value: 0 },
  ]);
});
