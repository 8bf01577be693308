import { flushPromises, mount, RouterLinkStub } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { i18n } from "../i18n";
import { desk } from "../session";
import { axeFaults, refused, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import { countOf } from "../sections";
import ExportFile from "./ExportFile.vue";
import { goOnWith, JOBS as LIST, seen } from "./left";
import { job } from "./testing";

const TOWN = "610926101";
const ASK = `POST /console/v1/divisions/${TOWN}/attendance/export`;
const JOBS = `/console/v1/divisions/${TOWN}/work/attendance/jobs`;
const made = (more: Parameters<typeof job>[1] = {}) => job(9, { work: "attendance", step: "export", file: "2017-09", ...more });

let shown: ReturnType<typeof mount> | null = null;
let asked: Asked[] = [];
function open(answers: Answers): void {
  asked = serverAnswers({ [ASK]: () => made({ state: "waiting" }), "GET /console/v1/session": () => somebody(), ...answers });
  const body = { year: 2017, month: 9 };
  shown = mount(ExportFile, {
    props: { word: "下载表格", start: (client) => client.POST("/console/v1/divisions/{division}/attendance/export", { params: { path: { division: TOWN } }, body }) },
    global: { plugins: [i18n], stubs: { RouterLink: RouterLinkStub } },
    attachTo: document.body,
  });
}
async function begin(): Promise<void> {
  await shown?.get("button.begin").trigger("click");
  await flushPromises();
}
async function wait(ms = 1_000): Promise<void> {
  vi.advanceTimersByTime(ms);
  await flushPromises();
}
const times = (call: string) => asked.filter((one) => one.call === call).length;

/** Where the browser was sent for a file. */
let fetched: string[] = [];
function catchFile(event: Event): void {
  const link = (event.target as Element).closest("a[download]");
  if (link === null) return;
  event.preventDefault();
  fetched.push(link.getAttribute("href") ?? "");
}

beforeEach(() => {
  desk.me = somebody();
  fetched = [];
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  window.addEventListener("click", catchFile);
});
afterEach(() => {
  vi.useRealTimers();
  window.removeEventListener("click", catchFile);
  shown?.unmount();
  shown = null;
  desk.me = null;
});

test("it is asked for once, says how far it is, and comes by itself when it is there", async () => {
  const states = [made({ state: "running", done: 500, of_all: 1200 }), made({ made: "attendance-610926101-2017-09.xlsx" })];
  open({ [`GET ${JOBS}/9`]: () => states.shift() });
  const button = shown?.get("button.begin").element as HTMLButtonElement;
  button.click();
  button.click();
  await flushPromises();
  expect(shown?.get("[role=status]").text()).toContain("正在做表");
  await wait();
  expect(shown?.get("[role=status]").text()).toContain("500 / 1200");
  vi.useRealTimers();
  expect(await axeFaults()).toEqual([]);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

test("when it is there the browser fetches it once, and it can be had again", async () => {
  open({ [`GET ${JOBS}/9`]: () => made({ made: "attendance-610926101-2017-09.xlsx" }) });
  await begin();
  await wait();
  await wait(10_000);
  expect(fetched).toEqual([`${JOBS}/9/file`]);
  expect([times(ASK), times(`GET ${JOBS}/9`)]).toEqual([1, 1]);
  expect(shown?.get("a.download").text()).toBe("attendance-610926101-2017-09.xlsx");
  expect(shown?.find("button.begin").exists()).toBe(true);
});

test("it is called off while it is made, and can be asked for anew", async () => {
  let off = false;
  open({ [`GET ${JOBS}/9`]: () => made({ state: off ? "cancelled" : "running" }), [`POST ${JOBS}/9/cancellation`]: () => ((off = true), made({ state: "running", stopping: true })) });
  await begin();
  await shown?.get("button.cancel").trigger("click");
  await flushPromises();
  expect(shown?.text()).toContain("做完手上这一块就停");
  await wait();
  expect(shown?.text()).toContain("已取消");
  expect(fetched).toEqual([]);
  await begin();
  expect(times(ASK)).toBe(2);
});

test("why it failed is said, and a line that breaks is asked again by itself", async () => {
  let answer: () => unknown = () => refused(503, "storage.busy");
  open({ [`GET ${JOBS}/9`]: () => answer() });
  await begin();
  await wait();
  expect(shown?.text()).toContain("storage.busy");
  answer = () => made({ state: "failed", why: { code: "audit.too_many", zh: "一个文件放不下。", en: "Too many rows." } });
  await wait(5_000);
  expect(shown?.text()).toContain("一个文件放不下");
  expect(shown?.text()).not.toContain("storage.busy");
});

test("a page that is left fetches nothing; once the file is there the bar says so, and nothing more is asked", async () => {
  const states = [made({ state: "running" }), made({ made: "x.xlsx" })];
  open({ [`GET ${JOBS}/9`]: () => states.shift() });
  await begin();
  expect(shown?.get(".where").text()).toContain("后台任务");
  shown?.unmount();
  shown = null;
  await wait(5_000);
  expect(countOf(LIST)).toBeUndefined();
  await wait(5_000);
  expect(countOf(LIST)).toBe(1);
  await wait(20_000);
  expect(times(`GET ${JOBS}/9`)).toBe(2);
  expect(fetched).toEqual([]);
  seen();
  expect(countOf(LIST)).toBeUndefined();
});

/** Asks for the file and goes elsewhere. */
async function leave(answers: Answers): Promise<void> {
  open(answers);
  await begin();
  shown?.unmount();
  shown = null;
}

test.each(["failed", "cancelled"])("one that was %s is not made: the bar counts none, and nothing more is asked", async (state) => {
  await leave({ [`GET ${JOBS}/9`]: () => made({ state }) });
  await wait(20_000);
  await wait(20_000);
  expect([countOf(LIST), times(`GET ${JOBS}/9`)]).toEqual([undefined, 1]);
});

test("what is being looked at is not looked at a second time, nor counted so", async () => {
  const answers: ((job: unknown) => void)[] = [];
  await leave({ [`GET ${JOBS}/9`]: () => new Promise((resolve) => void answers.push(resolve)) });
  await wait(5_000);
  goOnWith(made({ state: "running" }));
  await wait(5_000);
  await wait(5_000);
  expect(answers).toHaveLength(1);
  answers[0]?.(made());
  await flushPromises();
  await wait(20_000);
  expect([countOf(LIST), answers.length]).toEqual([1, 1]);
  seen();
});

test("an answer that comes when somebody else sits here is none of theirs", async () => {
  let answer: (job: unknown) => void = () => undefined;
  await leave({ [`GET ${JOBS}/9`]: () => new Promise((resolve) => (answer = resolve)) });
  await wait(5_000);
  desk.me = somebody({ login: "zhou" });
  answer(made());
  await flushPromises();
  expect(countOf(LIST)).toBeUndefined();
  await wait(20_000);
  expect(times(`GET ${JOBS}/9`)).toBe(1);
});

test("a session that ended takes nothing away from who signs in again", async () => {
  let signedIn = false;
  await leave({ [`GET ${JOBS}/9`]: () => (signedIn ? made() : refused(401, "session.none")) });
  await wait(5_000);
  expect(countOf(LIST)).toBeUndefined();
  signedIn = true;
  await wait(5_000);
  expect(countOf(LIST)).toBe(1);
  seen();
});

test("whoever sits here next is told nothing of it", async () => {
  open({ [`GET ${JOBS}/9`]: () => made({ state: "running" }) });
  await begin();
  shown?.unmount();
  shown = null;
  desk.me = somebody({ login: "zhou" });
  await wait(20_000);
  expect(times(`GET ${JOBS}/9`)).toBe(0);
  expect(countOf(LIST)).toBeUndefined();
});
