import { readdirSync, readFileSync } from "node:fs";
import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Router } from "vue-router";
import { i18n } from "../i18n";
import { desk } from "../session";
import { axeFaults, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import { readPolicy } from "./read";
import routes from "./routes";
import { dayOf, monthsOf } from "./year";

const CITY = "6109";
const LIST = `GET /console/v1/divisions/${CITY}/policies`;
const TEXT = `${LIST}/text`;
const COMPARE = `${LIST}/comparison`;
const CALENDAR = `GET /console/v1/divisions/${CITY}/calendar`;

const POLICIES = [
  { id: "ankang-2017 v1", valid_from: "2017-01-01", valid_to: "2017-12-31", known_from: "2017-01-01", imported: false },
  { id: "ankang-2017 v2", valid_from: "2017-07-01", valid_to: null, known_from: "2017-06-20", imported: true },
];
const HOLIDAYS = [
  { from: "2017-09-30", to: "2017-09-30", kind: "work", name: "国庆节调班" },
  { from: "2017-10-01", to: "2017-10-08", kind: "holiday", name: "国庆节、中秋节" },
];
/** The files that the program ships with. */
const FOLDER = `${process.cwd()}/../crates/domain/policy`;
const shipped = readdirSync(FOLDER).filter((name) => name.endsWith(".toml")).map((name) => readFileSync(`${FOLDER}/${name}`, "utf8"));

let screen: ReturnType<typeof mount> | null = null;
let router: Router | null = null;
let asked: Asked[] = [];
async function open(path: string, answers: Answers) {
  asked = serverAnswers({ [LIST]: () => ({ policies: POLICIES }), ...answers });
  ({ screen, router } = await screenAt(routes, path));
}
const calls = (call: string) => asked.filter((one) => one.call === call);
const text = () => screen?.text() ?? "";

beforeEach(() => {
  desk.me = somebody({ acts: [{ act: "see_figures", divisions: [CITY] }] });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("policies stand with their days, and one opens by sections with the source of each figure", async () => {
  const toml = 'name = "ankang-2017"\nversion = 2\nvalid_from = 2017-07-01\n[attendance]\nresident_days = { value = 220, source = "市里的要求" }\nlater_figure = { value = "x", source = "新的" }\n[lists.leave]\nsource = "市办公室"\ncodes = [{ code = "sick", zh = "病假", en = "Sick leave", counts_as = "leave" }]\n';
  await open("/policy", { [TEXT]: () => ({ toml }) });
  expect(text()).toContain("2017年1月1日到2017年12月31日");
  expect(text()).toContain("办公室导入的");
  expect(text()).not.toContain("导入一份新的");
  expect(text()).toContain("政策文件和放假安排由市办公室导入");
  expect(await axeFaults()).toEqual([]);
  await screen?.findAll("tbody a")[1]?.trigger("click");
  await flushPromises();
  expect(calls(TEXT).map(({ query }) => query)).toEqual([{ id: "ankang-2017 v2" }]);
  for (const word of ["一年至少住村多少天", "220", "市里的要求", "attendance.later_figure", "2017-07-01", "病假 (算请假)", "出处:市办公室"]) expect(text()).toContain(word);
  expect(screen?.get("pre").text()).toContain("resident_days");
  expect(await axeFaults()).toEqual([]);
});

test("a file that contradicts the others is told of with what to do", async () => {
  const why = { zh: "要接替它,请写 replaces = [\"ankang-2017/1\"]。", en: "To follow it, write replaces." };
  const wrong = { id: "ankang-2026/1", valid_from: "2026-01-01", valid_to: null, known_from: "2026-01-01", imported: true, left_out: why };
  await open("/policy", { [LIST]: () => ({ policies: [...POLICIES, wrong] }) });
  const told = screen?.findAll("tbody .left-out").map((one) => one.text()) ?? [];
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("没有照它算");
  expect(told[0]).toContain("replaces = [\"ankang-2017/1\"]");
  expect(await axeFaults()).toEqual([]);
});

test("a file that can't be read as tables is shown as it stands; one that can't be had is asked for again", async () => {
  let down = true;
  await open("/policy?id=x", { [TEXT]: () => (down ? refused(503, "storage.busy") : { toml: "= 1" }) });
  expect(text()).toContain("storage.busy");
  down = false;
  await screen?.get(".text button").trigger("click");
  await flushPromises();
  expect(text()).toContain("请看原文");
  expect(screen?.get("pre").text()).toBe("= 1");
});

test("everything in the files that the program ships with has a word in both languages", () => {
  expect(shipped.length).toBeGreaterThan(0);
  for (const toml of shipped) {
    const read = readPolicy(toml);
    if (read === null) throw new Error("a shipped policy can't be read");
    const keys = [
      ...read.sections.map(({ name }) => `policy.section.${name === "" ? "top" : name}`),
      ...read.sections.flatMap(({ figures }) => figures.map(({ place }) => `policy.figure.${place.replace(".", "_")}`)),
      ...read.lists.map(({ name }) => `policy.list_of.${name}`),
      ...read.lists.flatMap(({ codes }) => codes.flatMap(({ counts_as }) => (counts_as === "" ? [] : [`policy.value.${counts_as}`]))),
    ];
    expect(keys.length).toBeGreaterThan(50);
    for (const locale of ["zh-CN", "en"] as const) expect(keys.filter((key) => !i18n.global.te(key, locale))).toEqual([]);
    for (const { name, figures } of read.sections) for (const { place, source } of figures) expect(name === "" || source !== "", place).toBe(true);
  }
});

test("two policies are compared in words, and the newest two are offered", async () => {
  const differences = [
    { key: "attendance.resident_days.value", one: "220", other: "200" },
    { key: "attendance.resident_days.source", one: "要求", other: "新要求" },
    { key: "lists.work.codes.road.zh", one: null, other: "修路" },
    { key: "version", one: "1", other: "2" },
  ];
  await open("/policy?show=compare", { [COMPARE]: () => ({ differences }) });
  expect(screen?.findAll("select").map((one) => (one.element as HTMLSelectElement).value)).toEqual(["ankang-2017 v1", "ankang-2017 v2"]);
  expect(calls(COMPARE)).toEqual([]);
  await screen?.get("form").trigger("submit");
  await flushPromises();
  expect(router?.currentRoute.value.query).toEqual({ show: "compare", one: "ankang-2017 v1", other: "ankang-2017 v2" });
  expect(calls(COMPARE).map(({ query }) => query)).toEqual([{ one: "ankang-2017 v1", other: "ankang-2017 v2" }]);
  expect(screen?.findAll("tbody tr").map((row) => row.findAll("td").map((cell) => cell.text()))).toEqual([
    ["考勤 · 一年至少住村多少天", "220", "200"],
    ["考勤 · 一年至少住村多少天 · 出处", "要求", "新要求"],
    ["今天做了什么 · road · 中文", "(没说)", "修路"],
    ["第几版", "1", "2"],
  ]);
  expect(await axeFaults()).toEqual([]);
});

test("a year shows what was declared by a word, the rest as the week has it", async () => {
  await open("/policy?show=calendar&year=2017", { [CALENDAR]: ({ query }) => ({ entries: query["year"] === "2017" ? HOLIDAYS : [] }) });
  expect(text()).toContain("2017年10月1日到2017年10月8日 · 放假 · 国庆节、中秋节");
  const october = screen?.findAll(".months table")[9];
  expect(october?.findAll("td.rests").map((cell) => cell.text())).toEqual(["1休", "2休", "3休", "4休", "5休", "6休", "7休", "8休", "14", "15", "21", "22", "28", "29"]);
  expect(screen?.findAll(".months table")[8]?.text()).toContain("30班");
  // 105 Saturdays and Sundays; one of them worked; of eight holidays three are such days.
  expect(text()).toContain("休息 109 天,上班 256 天");
  expect(await axeFaults()).toEqual([]);
  await screen?.findAll(".years button")[1]?.trigger("click");
  await flushPromises();
  expect(calls(CALENDAR).map(({ query }) => query["year"])).toEqual(["2017", "2018"]);
  expect(text()).toContain("还没有导入放假安排");
});

test("a leap year has its day, and weeks begin on Monday", () => {
  const [, february] = monthsOf(2016, []);
  expect(february?.weeks[0]?.[0]?.day).toBe("2016-02-01");
  expect(february?.weeks[4]?.map((day) => day?.day ?? null)).toEqual(["2016-02-29", null, null, null, null, null, null]);
  expect([dayOf("2017-09-30", HOLIDAYS).rests, dayOf("2017-09-30", []).rests, dayOf("2017-10-09", HOLIDAYS).rests]).toEqual([false, true, false]);
});

test("who keeps policy is led to the import of what is shown; who sees no figures is told so", async () => {
  desk.me = somebody({ acts: ["see_figures", "keep_policy"].map((act) => ({ act, divisions: [CITY] })) });
  await open("/policy?show=calendar", { [CALENDAR]: () => ({ entries: [] }) });
  expect(screen?.find(`a[href="/imports/${CITY}?work=calendar"]`).exists()).toBe(true);
  screen?.unmount();
  desk.me = somebody({ acts: [] });
  await open("/policy", {});
  expect(text()).toContain("没有看汇总的职务");
  expect(asked).toEqual([]);
});
