import { readFileSync } from "node:fs";
import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Router } from "vue-router";
import { i18n } from "../i18n";
import { job } from "../jobs/testing";
import { desk } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import { kindOf, type Line } from "./lines";
import { queryOf, questionOf } from "./question";
import routes from "./routes";
import strings from "./strings";

const COUNTY = "610926";
const LIST = `GET /console/v1/divisions/${COUNTY}/audit`;
/** 17 September 2017, 21:03 in Shanghai. */
const YESTERDAY = 1_505_653_380;
const line = (number: number, more: Partial<Line> = {}): Line => ({
  number,
  at: YESTERDAY,
  login: "zhang",
  action: "phone_revoked",
  action_zh: "停用手机",
  login_name: "张会计",
  division: "610926",
  division_name: "平利县",
  subject: "a1",
  subject_name: "陈玉华",
  detail: null,
  ...more,
});
const ACTIONS = [
  { code: "phone_revoked", zh: "停用手机" },
  { code: "appointed", zh: "任免" },
  { code: "policy_imported", zh: "导入政策" },
];
const page = (rows: Line[], next: number | null = null, sealed: { sealed_to: string | null; sealed_number: number } = { sealed_to: "2017-09-17", sealed_number: 8 }) => ({ rows, next, ...sealed, actions: ACTIONS });
const UNSEALED = { sealed_to: null, sealed_number: 0 };

let screen: ReturnType<typeof mount> | null = null;
let router: Router | null = null;
let asked: Asked[] = [];

async function open(answers: Answers = {}, path = "/audit") {
  asked = serverAnswers({
    ...placeCalled(COUNTY, "平利县"),
    [LIST]: ({ query }) => (query["after"] === undefined ? page([line(9, { at: YESTERDAY + 86_400 }), line(8)], 8) : page([line(7)])),
    ...answers,
  });
  ({ screen, router } = await screenAt(routes, path));
}
/** What was asked of the audit; names are asked for beside it. */
const looks = () => asked.filter(({ call }) => call === LIST);

const rows = () => screen?.findAll("tbody tr").map((row) => row.findAll("td").map((cell) => cell.text())) ?? [];
async function find(): Promise<void> {
  await screen?.get("form").trigger("submit");
  await flushPromises();
}

beforeEach(() => {
  desk.me = somebody({ acts: [{ act: "read_audit", divisions: [COUNTY] }] });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("a line says in words when who did what to whom, and whether it is sealed", async () => {
  await open();
  expect(rows()).toEqual([
    ["2017-09-18 21:03", "张会计zhang", "停用手机", "平利县", "陈玉华的手机", "○ 未封"],
    ["2017-09-17 21:03", "张会计zhang", "停用手机", "平利县", "陈玉华的手机", "● 已封"],
  ]);
  expect(screen?.text()).toContain("2017-09-17 和以前的已封签");
  expect(looks()[0]?.query).toEqual({ from: "2017-08-19", to: "2017-09-18" });
  expect(await axeFaults()).toEqual([]);
});

test("the next page begins behind the last line, with the same question", async () => {
  await open({}, "/audit?login=zhang&from=2017-09-01&to=2017-09-18");
  await screen?.get(".state button").trigger("click");
  await flushPromises();
  expect(rows().length).toBe(3);
  expect(looks().map(({ query }) => query["after"])).toEqual([undefined, "8"]);
  expect(looks()[1]?.query).toMatchObject({ login: "zhang", from: "2017-09-01" });
});

test("what is looked for stands in the address, so that the way back leads to it", async () => {
  await open();
  await screen?.get("[name=login]").setValue(" zhang ");
  await screen?.get("[name=action]").setValue("appointed");
  await find();
  expect(router?.currentRoute.value.query).toEqual({ from: "2017-08-19", to: "2017-09-18", login: "zhang", action: "appointed" });
  expect(looks()[1]?.query).toEqual(router?.currentRoute.value.query);
  router?.back();
  await flushPromises();
  await flushPromises();
  expect((screen?.get("[name=login]").element as HTMLInputElement).value).toBe("");
  // The same once more is asked once more.
  asked.length = 0;
  await find();
  expect(looks().length).toBe(1);
});

test("what this page has no words for is said by the server's, and the command line is no person", async () => {
  await open({ [LIST]: () => page([line(3, { login: ".command", action: "policy_imported", action_zh: "导入政策", subject: null, subject_name: null, division: null, division_name: null })], null, UNSEALED) });
  expect(rows()[0]?.slice(1)).toEqual(["服务器命令行", "导入政策", "", "", "○ 未封"]);
  expect(screen?.text()).toContain("还没有封签");
});

test("of work that was asked for its words are said, not its codes", async () => {
  await open({ [LIST]: () => page([line(3, { action: "job_asked", subject: "roster 7", subject_name: null, detail: "dry_run 花名册.xlsx" }), line(2, { action: "mapping_kept", subject: "households 老表", subject_name: null })], null, UNSEALED) });
  expect(rows().map((row) => row[4])).toEqual(["花名册 7 试导入 花名册.xlsx", "农户名单 老表"]);
});

test("what a close and a second person's word came to is said in words, and what is no such detail as it stands", async () => {
  const of = (number: number, action: string, detail: string) => line(number, { action, subject: null, subject_name: null, detail });
  await open({
    [LIST]: () =>
      page([
        of(7, "month_closed", "2017-09:12 + 1 without_calendar"),
        of(6, "month_closed", "2017-09:nothing on 610926101201 610926101203"),
        of(5, "month_closed", "2017-09:nothing on 610926101205 without_calendar"),
        of(4, "month_closed", "2017-09:0 + 0"),
        of(3, "second_asked", "show_recovery_code:本人打电话来,忘了密码"),
        of(2, "second_asked", "hint_of_a_later_version:为什么"),
      ]),
  });
  expect(rows().map((row) => row[4])).toEqual([
    "2017年9月:归档 12 人月,更正 1 处。 知道没有放假安排,照样归的。",
    "2017年9月:2 个村没有要归档的,表也归了。",
    "2017年9月:1 个村没有要归档的,表也归了。 知道没有放假安排,照样归的。",
    "2017年9月:这一页没有要归档的。",
    "看恢复码:本人打电话来,忘了密码",
    "hint_of_a_later_version:为什么",
  ]);
});

test("every act that the server notes has words in both languages", () => {
  const declared = readFileSync("../server/src/audit/mod.rs", "utf8");
  const codes = [...declared.matchAll(/^ +[A-Z][A-Za-z]+ = "([a-z_]+)" "/gmu)].map(([, code]) => code as string);
  expect(codes.length).toBeGreaterThan(30);
  for (const of of Object.values(strings)) expect(codes.filter((code) => !(code in of.act))).toEqual([]);
});

test("of a role that was given its name is said, not its code", async () => {
  await open({ [LIST]: () => page([line(3, { action: "appointed", subject: "wang", subject_name: null, detail: "town_office 2017-09-01 – …" })]) });
  expect(rows()[0]?.slice(2, 5)).toEqual(["任命,或者改到期的日子", "平利县", "账号 wang 镇办公室 2017-09-01 – …"]);
});

test("nothing found says so, and a failure is none", async () => {
  let up = false;
  await open({ [LIST]: () => (up ? page([]) : refused(503, "storage.busy")) });
  expect(screen?.get(".card [role=alert]").text()).toContain("storage.busy");
  up = true;
  await screen?.get(".state button").trigger("click");
  await flushPromises();
  expect(screen?.text()).toContain("这些天没有这样的记录");
});

test("what can be looked for is what the server says there is, in words; an action of the address stays chosen", async () => {
  await open({}, "/audit?action=older_kind");
  const options = () => screen?.findAll("[name=action] option").map((option) => option.text());
  expect(options()).toEqual(["都看", "停用手机", "任命,或者改到期的日子", "导入政策", "older_kind"]);
  expect((screen?.get("[name=action]").element as HTMLSelectElement).value).toBe("older_kind");
  i18n.global.locale.value = "en";
  await flushPromises();
  expect(options()?.slice(1, 4)).toEqual(["Revoked a phone", "Gave a role, or set its last day", "policy imported"]);
  i18n.global.locale.value = "zh-CN";
});

test("a seal counts lines, not days: what was written later on a sealed day waits for its own", async () => {
  await open({ [LIST]: () => page([line(9), line(8)]) });
  expect(rows().map((row) => row[5])).toEqual(["○ 未封", "● 已封"]);
});

test("what is shown can be had as a file, by the same question", async () => {
  const file = `POST /console/v1/divisions/${COUNTY}/audit/export`;
  await open({ [file]: () => job(9, { work: "audit", division: COUNTY, state: "waiting" }) }, "/audit?login=zhang&from=2017-09-01&to=2017-09-18&action=appointed");
  await screen?.get(".export .begin").trigger("click");
  await flushPromises();
  expect(asked.filter(({ call }) => call === file).map(({ body }) => body)).toEqual([{ from: "2017-09-01", to: "2017-09-18", login: "zhang", action: "appointed" }]);
  expect(screen?.get(".export [role=status]").text()).toContain("正在做表");
});

test("a subject is said by its kind where nobody has its name, and an address that says nonsense asks for the last days", async () => {
  await open({ [LIST]: () => page([line(3, { subject_name: null }), line(2, { action: "diary_seen", subject: "3f", subject_name: null })]) });
  expect(rows().map((row) => row[4])).toEqual(["手机 a1", "记录 3f"]);
  expect(kindOf("phone_invited")).toBe("person");
  expect(kindOf("toString")).toBe("other");
  expect(questionOf({ from: "yesterday", to: ["2017-01-01"], login: null }, "2017-09-18")).toEqual({ login: "", action: "", from: "2017-08-19", to: "2017-09-18" });
  expect(queryOf({ login: " ", action: "", from: "2017-01-01", to: "2017-01-02" })).toEqual({ from: "2017-01-01", to: "2017-01-02" });
});

test("each way of looking at something has words of its own in both languages", () => {
  for (const act of ["diary_seen", "diary_fetched", "record_seen", "photo_seen", "decisions_seen", "households_seen", "searched"]) {
    expect(Object.keys(strings["zh-CN"].act)).toContain(act);
    expect(Object.keys(strings.en.act)).toContain(act);
  }
  for (const act of ["diary_fetched", "record_seen", "photo_seen"]) expect(kindOf(act)).toBe("record");
});
