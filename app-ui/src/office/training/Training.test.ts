import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { desk } from "../session";
import type { Schemas } from "../server";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import routes from "./routes";
import { ALONE_MS, EVERY_MS } from "./watching";

const TOWN = "610926101";
const VILLAGE = "610926101205";
const PROGRESS = `GET /console/v1/divisions/${TOWN}/training`;
const PEOPLE = `${PROGRESS}/people`;
const CARDS = `POST /console/v1/divisions/${TOWN}/training/cards`;

const counts = (division: string, name: string, people: number, enrolled: number, invited: number): Schemas["TrainingCounts"] => ({ division, name, people, enrolled, invited });
const trainee = (id: string, name: string, more: Partial<Schemas["TraineeKnown"]> = {}): Schemas["TraineeKnown"] => ({ id, name, village: VILLAGE, enrolled_at: null, invited_until: null, ...more });
const LIU = trainee("c0016", "刘明哲", { enrolled_at: 1_505_700_000 });
const CHEN = trainee("c0017", "陈玉华", { invited_until: 1_505_900_000 });
const WANG = trainee("c0018", "王启山");

const card = (number: number): Schemas["CardMade"] => ({
  person: `t${number}`,
  name: `学员${number}`,
  unit: "市示范林业站",
  place: "兴隆镇 马鞍桥村",
  code: `7HQ2-M9XK-${1000 + number}`,
  picture: "<svg xmlns='http://www.w3.org/2000/svg'></svg>",
  expires_at: 1_506_000_000,
});
const sheetOf = (cards: number, more: Partial<Schemas["CardSheet"]> = {}): Schemas["CardSheet"] => ({
  cards: Array.from({ length: cards }, (_, at) => card(at)),
  server: "https://10.3.1.2:7610#ABCDEFGH",
  fingerprint: "4Q7Z-00AB-XYZ",
  install: "https://10.3.1.2:7610/install",
  install_picture: "<svg xmlns='http://www.w3.org/2000/svg'></svg>",
  program: "1.4.0",
  ...more,
});

let screen: ReturnType<typeof mount> | null = null;
let asked: Asked[] = [];

async function open(answers: Answers = {}): Promise<void> {
  asked = serverAnswers({
    ...placeCalled(TOWN, "兴隆镇", { below: [{ code: VILLAGE, name: "马鞍桥村" }] }),
    [PROGRESS]: () => ({ whole: counts(TOWN, "兴隆镇", 3, 1, 1), below: [counts(VILLAGE, "马鞍桥村", 3, 1, 1)] }),
    [PEOPLE]: ({ query }) => ({ items: [LIU, CHEN, WANG].filter((one) => query["state"] === undefined || query["state"] === (one === LIU ? "enrolled" : one === CHEN ? "invited" : "none")), next: null }),
    [CARDS]: () => sheetOf(1),
    ...answers,
  });
  ({ screen } = await screenAt(routes, `/training/${TOWN}`));
  await vi.dynamicImportSettled();
  await flushPromises();
}

async function click(word: string): Promise<void> {
  const button = [...document.querySelectorAll("button")].find((one) => one.textContent?.trim().startsWith(word) === true);
  if (button === undefined) throw new Error(`no ${word}`);
  button.click();
  await flushPromises();
}

const calls = (call: string) => asked.filter((one) => one.call === call);
const rows = () => [...document.querySelectorAll("[aria-label=名单] tbody tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent?.trim().replace(/\s+/gu, " ")));
const cards = () => [...document.querySelectorAll(".el-dialog .one")];

function seenBySomebody(yes: boolean): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(yes ? "visible" : "hidden");
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  desk.me = somebody({
    appointments: [{ role: "town_office", role_zh: "镇办公室", division: TOWN, division_name: "兴隆镇" }],
    acts: [{ act: "keep_devices", divisions: [TOWN] }],
  });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("how many are in, by village and by name, and nothing of versions or syncs", async () => {
  await open();
  expect(screen?.get(".in").text()).toBe("注册好了 1 人,一共 3 人");
  expect(screen?.get("progress").attributes()).toMatchObject({ value: "1", max: "3" });
  expect(rows().map(([name, village]) => [name, village])).toEqual([["刘明哲", "马鞍桥村"], ["陈玉华", "马鞍桥村"], ["王启山", "马鞍桥村"]]);
  expect([...document.querySelectorAll("tbody .tag")].map((tag) => tag.textContent)).toEqual(["注册好了", "有码没用", "没有码"]);
  expect(rows()[0]?.[2]).toMatch(/注册好$/u);
  expect(screen?.text()).not.toMatch(/联网|同步|程序版本/u);
  await click("有码没用");
  expect(rows().map(([name]) => name)).toEqual(["陈玉华"]);
  expect(calls(PEOPLE).at(-1)?.query).toEqual({ limit: "100", state: "invited" });
  expect(await axeFaults()).toEqual([]);
});

test("it is looked at anew while somebody sees it, and not while nobody does or after it is left", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let enrolled = 1;
  await open({ [PROGRESS]: () => ({ whole: counts(TOWN, "兴隆镇", 3, enrolled, 0), below: [] }) });
  const before = calls(PROGRESS).length;
  enrolled = 2;
  vi.advanceTimersByTime(EVERY_MS);
  await flushPromises();
  expect(calls(PROGRESS)).toHaveLength(before + 1);
  expect(screen?.get(".in").text()).toContain("注册好了 2 人");
  seenBySomebody(false);
  vi.advanceTimersByTime(10 * EVERY_MS);
  await flushPromises();
  expect(calls(PROGRESS)).toHaveLength(before + 1);
  seenBySomebody(true);
  await flushPromises();
  expect(calls(PROGRESS)).toHaveLength(before + 2);
  screen?.unmount();
  screen = null;
  vi.advanceTimersByTime(10 * EVERY_MS);
  await flushPromises();
  expect(calls(PROGRESS)).toHaveLength(before + 2);
});

test("a screen that is left alone rests after an hour, so that its session can end, and goes on at a touch", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  await open();
  vi.setSystemTime(Date.now() + ALONE_MS);
  vi.advanceTimersByTime(EVERY_MS);
  await flushPromises();
  const asked = calls(PROGRESS).length;
  expect(screen?.text()).toContain("一个小时没人动过");
  vi.advanceTimersByTime(10 * EVERY_MS);
  await flushPromises();
  expect(calls(PROGRESS)).toHaveLength(asked);
  document.dispatchEvent(new Event("pointerdown"));
  await flushPromises();
  expect(calls(PROGRESS)).toHaveLength(asked + 1);
  expect(screen?.text()).not.toContain("一个小时没人动过");
});

test("what can't be had is told, what was there stays, and it goes on by itself", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let works = true;
  await open({ [PROGRESS]: () => (works ? { whole: counts(TOWN, "兴隆镇", 3, 1, 1), below: [] } : refused(503, "server.busy")) });
  works = false;
  vi.advanceTimersByTime(EVERY_MS);
  await flushPromises();
  expect(screen?.get(".in").text()).toContain("注册好了 1 人");
  expect(screen?.text()).toContain("server.busy");
  works = true;
  vi.advanceTimersByTime(EVERY_MS);
  await flushPromises();
  expect(screen?.text()).not.toContain("server.busy");
});

test("cards are eight on a sheet, shown once, and only left when they are printed", async () => {
  const print = vi.fn();
  vi.stubGlobal("print", print);
  await open({
    [PEOPLE]: ({ query }) => (query["limit"] === "60" ? { items: Array.from({ length: query["after"] === undefined ? 20 : 1 }, (_, at) => trainee(`t${at}`, `学员${at}`)), next: query["after"] === undefined ? `${VILLAGE}/t19` : null } : { items: [WANG], next: null }),
    [CARDS]: ({ body }) => sheetOf((body as Schemas["CardsBody"]).people.length),
  });
  await click("给没有码的人打印注册卡");
  expect(calls(PEOPLE).some(({ query }) => query["state"] === "none" && query["limit"] === "60")).toBe(true);
  expect((calls(CARDS)[0]?.body as Schemas["CardsBody"]).people).toHaveLength(20);
  expect(document.querySelectorAll(".el-dialog .sheet")).toHaveLength(3);
  expect(cards()).toHaveLength(20);
  const first = cards()[0]?.textContent ?? "";
  for (const said of ["学员0", "兴隆镇 马鞍桥村", "7HQ2-M9XK-1000", "https://10.3.1.2:7610", "4Q7Z-00AB-XYZ"]) expect(first).toContain(said);
  expect(first).not.toContain("ABCDEFGH");
  expect(document.querySelector(".el-dialog [role=alert]")).toBeNull();
  expect(await axeFaults()).toEqual([]);
  await click("打印");
  const close = () => [...document.querySelectorAll<HTMLButtonElement>(".el-dialog button")].find((one) => one.textContent?.trim() === "关上");
  expect(close()?.disabled).toBe(true);
  const printed = document.querySelector<HTMLInputElement>("[name=printed]");
  printed?.click();
  await flushPromises();
  await click("接着做下一批");
  expect(calls(PEOPLE).at(-1)?.query).toBeDefined();
  expect(calls(PEOPLE).some(({ query }) => query["after"] === `${VILLAGE}/t19`)).toBe(true);
  expect(cards()).toHaveLength(1);
  expect(close()?.disabled).toBe(true);
  document.querySelector<HTMLInputElement>("[name=printed]")?.click();
  await flushPromises();
  close()?.click();
  await flushPromises();
  expect(cards()).toHaveLength(0);
});

test("a card that leads nowhere is told before it is printed", async () => {
  await open({ [CARDS]: () => sheetOf(1, { server: "http://127.0.0.1:7610", program: null }) });
  await click("给没有码的人打印注册卡");
  const alerts = [...document.querySelectorAll(".el-dialog [role=alert]")].map((alert) => alert.textContent);
  expect(alerts).toHaveLength(2);
  expect(alerts.join()).toContain("app put");
  expect(alerts.join()).toContain("手机连不上");
});

test("a sheet that is refused says why", async () => {
  await open({ [CARDS]: () => refused(422, "person.unknown") });
  await click("给有码没用的人重新打印");
  expect(cards()).toHaveLength(0);
  expect(screen?.text()).toContain("person.unknown");
});

test("who looks after no phones is told so", async () => {
  desk.me = somebody({ appointments: [], acts: [] });
  asked = serverAnswers({});
  ({ screen } = await screenAt(routes, "/training"));
  await vi.dynamicImportSettled();
  await flushPromises();
  expect(screen.text()).toContain("没有管手机的职务");
  expect(asked).toEqual([]);
});
