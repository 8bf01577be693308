import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Router } from "vue-router";
import { i18n } from "../i18n";
import { desk } from "../session";
import { axeFaults, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import { ACTS, kindOf, type Line } from "./lines";
import { queryOf, questionOf } from "./question";
import routes from "./routes";

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
  division: "610926",
  subject: "a1",
  detail: null,
  ...more,
});

let screen: ReturnType<typeof mount> | null = null;
let router: Router | null = null;
let asked: Asked[] = [];

async function open(answers: Answers = {}, path = "/audit") {
  asked = serverAnswers({
    [LIST]: ({ query }) => (query["after"] === undefined ? { rows: [line(9, { at: YESTERDAY + 86_400 }), line(8)], next: 8, sealed_to: "2017-09-17" } : { rows: [line(7)], next: null, sealed_to: "2017-09-17" }),
    ...answers,
  });
  ({ screen, router } = await screenAt(routes, path));
}

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
    ["2017-09-18 21:03", "zhang", "停用手机", "平利县", "手机 a1", "○ 未封"],
    ["2017-09-17 21:03", "zhang", "停用手机", "平利县", "手机 a1", "● 已封"],
  ]);
  expect(screen?.text()).toContain("2017-09-17 和以前的已封签");
  expect(asked[0]?.query).toEqual({ from: "2017-08-19", to: "2017-09-18" });
  expect(await axeFaults()).toEqual([]);
});

test("the next page begins behind the last line, with the same question", async () => {
  await open({}, "/audit?login=zhang&from=2017-09-01&to=2017-09-18");
  await screen?.get(".state button").trigger("click");
  await flushPromises();
  expect(rows().length).toBe(3);
  expect(asked.map(({ query }) => query["after"])).toEqual([undefined, "8"]);
  expect(asked[1]?.query).toMatchObject({ login: "zhang", from: "2017-09-01" });
});

test("what is looked for stands in the address, so that the way back leads to it", async () => {
  await open();
  await screen?.get("[name=login]").setValue(" zhang ");
  await screen?.get("[name=action]").setValue("appointed");
  await find();
  expect(router?.currentRoute.value.query).toEqual({ from: "2017-08-19", to: "2017-09-18", login: "zhang", action: "appointed" });
  expect(asked[1]?.query).toEqual(router?.currentRoute.value.query);
  router?.back();
  await flushPromises();
  await flushPromises();
  expect((screen?.get("[name=login]").element as HTMLInputElement).value).toBe("");
  // The same once more is asked once more.
  asked.length = 0;
  await find();
  expect(asked.length).toBe(1);
});

test("what this page has no words for is said by the server's, and the command line is no person", async () => {
  await open({ [LIST]: () => ({ rows: [line(3, { login: ".command", action: "policy_imported", action_zh: "导入政策", subject: null, division: null })], next: null, sealed_to: null }) });
  expect(rows()[0]?.slice(1)).toEqual(["服务器命令行", "导入政策", "", "", "○ 未封"]);
  expect(screen?.text()).toContain("还没有封签");
});

test("of a role that was given its name is said, not its code", async () => {
  await open({ [LIST]: () => ({ rows: [line(3, { action: "appointed", subject: "wang", detail: "town_office 2017-09-01 – …" })], next: null, sealed_to: null }) });
  expect(rows()[0]?.slice(2, 5)).toEqual(["任命,或者改到期的日子", "平利县", "账号 wang 镇办公室 2017-09-01 – …"]);
});

test("nothing found says so, and a failure is none", async () => {
  let up = false;
  await open({ [LIST]: () => (up ? { rows: [], next: null, sealed_to: null } : refused(503, "storage.busy")) });
  expect(screen?.get("[role=alert]").text()).toContain("storage.busy");
  up = true;
  await screen?.get(".state button").trigger("click");
  await flushPromises();
  expect(screen?.text()).toContain("这些天没有这样的记录");
});

test("every act of the filter has its words, and an address that says nonsense asks for the last days", () => {
  for (const act of ACTS) for (const locale of ["zh-CN", "en"] as const) expect(i18n.global.te(`audit.act.${act}`, locale), act).toBe(true);
  expect(kindOf("phone_invited")).toBe("person");
  expect(kindOf("toString")).toBe("other");
  expect(questionOf({ from: "yesterday", to: ["2017-01-01"], login: null }, "2017-09-18")).toEqual({ login: "", action: "", from: "2017-08-19", to: "2017-09-18" });
  expect(queryOf({ login: " ", action: "", from: "2017-01-01", to: "2017-01-02" })).toEqual({ from: "2017-01-01", to: "2017-01-02" });
});
