import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { countOf, setCount } from "../sections";
import { desk } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import routes from "./routes";
import { job } from "./testing";

const TOWN = "610926101";
const OWN = "GET /console/v1/jobs";
const COLUMNS = `/console/v1/divisions/${TOWN}/work/columns/jobs`;

let screen: ReturnType<typeof mount> | null = null;
let asked: Asked[] = [];
async function open(path: string, answers: Answers) {
  asked = serverAnswers({ ...placeCalled(TOWN, "大贵镇"), ...answers });
  ({ screen } = await screenAt(routes, path));
}
const calls = (call: string) => asked.filter((one) => one.call === call);
const text = () => screen?.text() ?? "";

beforeEach(() => {
  desk.me = somebody({ acts: ["read_records", "keep_people"].map((act) => ({ act, divisions: [TOWN] })) });
});
afterEach(() => {
  vi.useRealTimers();
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("what one asked for says how far it is and what came of it", async () => {
  const jobs = [
    job(9, { state: "running", done: 3, of_all: 12 }),
    job(8, { made: "月报表.xlsx" }),
    job(7, { work: "roster", file: "名单.csv", step: "apply", applied: { rows: 40, changed: 2, parts: 3, of_parts: 3 } }),
    job(6, { state: "failed", why: { code: "template.gone", zh: "模板没有了。", en: "The template is gone." } }),
  ];
  await open("/jobs", { [OWN]: ({ query }) => ({ jobs: query["after"] === undefined ? jobs : [job(5, { file: "早先的" })], next: query["after"] === undefined ? 6 : null }) });
  for (const word of ["3 / 12", "月报表.xlsx", "留到2017年9月25日", "读了 40 行", "模板没有了"]) expect(text()).toContain(word);
  expect(screen?.get("a.download").attributes("href")).toBe(`${COLUMNS}/8/file`);
  expect(screen?.find(`a[href="/imports/${TOWN}/roster/7"]`).exists()).toBe(true);
  expect(await axeFaults()).toEqual([]);
  await screen?.get(".state button").trigger("click");
  await flushPromises();
  expect(calls(OWN).map(({ query }) => query)).toEqual([{}, { after: "6" }]);
  expect(text()).toContain("早先的");
});

test("of a dry run its sums are said, not the file that the import's page reads", async () => {
  const dry_run = { digest: "d1", new: 3, changed: 2, ended: 0, counted: 0, faults: 1, to_choose: 0, notes: 0 };
  await open("/jobs", { [OWN]: () => ({ jobs: [job(7, { work: "roster", file: "名单.csv", step: "dry_run", dry_run, made: "dry-run-7.jsonl" })], next: null }) });
  expect(text()).toContain("新增 3,改动 2");
  expect(screen?.find("a.download").exists()).toBe(false);
});

test("what moves is looked at until it stands, and no longer", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const states = [job(9, { state: "running", done: 6, of_all: 12 }), job(9, { made: "月报表.xlsx" })];
  await open("/jobs", { [OWN]: () => ({ jobs: [job(9, { state: "waiting" }), job(8)], next: null }), [`GET ${COLUMNS}/9`]: () => states.shift() });
  for (let turn = 0; turn < 4; turn += 1) {
    vi.advanceTimersByTime(2_000);
    await flushPromises();
  }
  expect(calls(`GET ${COLUMNS}/9`)).toHaveLength(2);
  expect(calls(`GET ${COLUMNS}/8`)).toEqual([]);
  expect(screen?.find("a.download").exists()).toBe(true);
});

test("a line that breaks while something is looked at is told, and nothing is asked until somebody says so", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let down = true;
  await open("/jobs", { [OWN]: () => ({ jobs: [job(9, { state: "running" })], next: null }), [`GET ${COLUMNS}/9`]: () => (down ? refused(503, "storage.busy") : job(9)) });
  for (let turn = 0; turn < 3; turn += 1) {
    vi.advanceTimersByTime(2_000);
    await flushPromises();
  }
  expect(calls(`GET ${COLUMNS}/9`)).toHaveLength(1);
  expect(text()).toContain("storage.busy");
  down = false;
  await screen?.get("button.look").trigger("click");
  await flushPromises();
  expect(text()).toContain("做完了");
  expect(text()).not.toContain("storage.busy");
});

test("what comes to be there while one looks at the list is seen already", async () => {
  await open("/jobs", { [OWN]: () => ({ jobs: [job(9)], next: null }) });
  setCount("/jobs", 1);
  await flushPromises();
  expect(countOf("/jobs")).toBeUndefined();
  screen?.unmount();
  screen = null;
  setCount("/jobs", 1);
  await flushPromises();
  expect(countOf("/jobs")).toBe(1);
  setCount("/jobs", 0);
});

test("a job is called off once, and one that stops says so", async () => {
  await open("/jobs", { [OWN]: () => ({ jobs: [job(9, { state: "running" })], next: null }), [`POST ${COLUMNS}/9/cancellation`]: () => job(9, { state: "running", stopping: true }) });
  const button = screen?.get("button.cancel").element as HTMLButtonElement;
  button.click();
  button.click();
  await flushPromises();
  expect(calls(`POST ${COLUMNS}/9/cancellation`)).toHaveLength(1);
  expect(text()).toContain("做完手上这一块就停");
  expect(screen?.find("button.cancel").exists()).toBe(false);
});

test("a list that is being taken in can't be called off; one that stopped midway says how far it came", async () => {
  const applied = { rows: 12, changed: 3, parts: 12, of_parts: 30 };
  const roster = { work: "roster", file: "名单.csv", step: "apply", applied } as const;
  const why = { code: "storage.io", zh: "服务器出了问题。", en: "The server has a problem." };
  await open("/jobs", { [OWN]: () => ({ jobs: [job(9, { ...roster, state: "running" }), job(8, { ...roster, state: "failed", why })], next: null }) });
  expect(screen?.find("button.cancel").exists()).toBe(false);
  for (const words of ["已经开始导入,不能取消了", "导入了 12 块", "服务器出了问题"]) expect(text()).toContain(words);
  expect(text().match(/只导入了一部分/g)).toHaveLength(1);
});

test("a division's jobs of a kind say who asked, and only kinds that one may see are offered", async () => {
  await open("/jobs", { [OWN]: () => ({ jobs: [], next: null }), [`GET ${COLUMNS}`]: () => ({ jobs: [job(3, { login: "wang" })], next: null }) });
  expect(text()).toContain("还没有交办过");
  const choices = screen?.findAll(".which button") ?? [];
  expect(choices.map((one) => one.text())).toEqual(["我交办的", "花名册", "定位点", "填表"]);
  await choices[3]?.trigger("click");
  await flushPromises();
  expect(text()).toContain("wang");
  expect(await axeFaults()).toEqual([]);
});
