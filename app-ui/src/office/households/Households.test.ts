import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Router } from "vue-router";
import type { Schemas } from "../server";
import { desk } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import { queryOf, questionOf } from "./question";
import routes from "./routes";

const TOWN = "610926101";
const VILLAGE = "610926101203";
const LIST = (division: string) => `GET /console/v1/divisions/${division}/households`;
const COVERAGE = `GET /console/v1/divisions/${TOWN}/households/coverage`;
const UNLISTED = `GET /console/v1/divisions/${TOWN}/households/unlisted`;
const MATCH = `POST /console/v1/divisions/${TOWN}/households/matches`;
const PEOPLE = `GET /console/v1/divisions/${VILLAGE}/people`;
const ASSIGN = `POST /console/v1/divisions/${VILLAGE}/households/assignments`;

const household = (number: string, more: Partial<Schemas["HouseholdView"]> = {}): Schemas["HouseholdView"] => ({
  space: VILLAGE,
  village: "马鞍桥村",
  number,
  head: "张守福",
  group: "三组",
  persons: 4,
  status: "registered",
  is_there: true,
  members: ["李桂兰"],
  visitors: [{ id: "c0017", name: "陈玉华" }],
  helpers: [],
  last_visit: "2017-09-01",
  visits: 3,
  ...more,
});
const page = (households: Schemas["HouseholdView"][], next: string | null = null) => ({ households, next });
const person = (id: string, name: string, role: string, to: string | null = null) => ({ id, name, unit: null, roles: [{ role, division: VILLAGE, from: "2017-01-01", to }], devices: [], codes: [] });
const named = (more: Partial<Schemas["UnlistedHouseholdView"]> = {}): Schemas["UnlistedHouseholdView"] => ({
  space: VILLAGE,
  village: "马鞍桥村",
  name: "张守富",
  group: "三组",
  last_visit: "2017-09-10",
  visits: 2,
  likely: [{ number: "h031", head: "张守福", group: "三组" }],
  ...more,
});

let screen: ReturnType<typeof mount> | null = null;
let router: Router | null = null;
let asked: Asked[] = [];
async function open(path: string, answers: Answers) {
  asked = serverAnswers({ ...placeCalled(TOWN, "大贵镇", { below: [{ code: VILLAGE, name: "马鞍桥村" }] }), ...placeCalled(VILLAGE, "马鞍桥村"), ...answers });
  ({ screen, router } = await screenAt(routes, path));
}
const calls = (call: string) => asked.filter((one) => one.call === call);
const text = () => screen?.text() ?? "";
const dialog = () => document.querySelector(".el-dialog");
async function choose(selector: string, value: string): Promise<void> {
  const field = dialog()?.querySelector<HTMLSelectElement>(selector);
  if (field === null || field === undefined) throw new Error(`no field ${selector}`);
  field.value = value;
  field.dispatchEvent(new Event("change"));
  await flushPromises();
}
async function send(): Promise<void> {
  dialog()?.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  await flushPromises();
}

beforeEach(() => {
  desk.me = somebody({ acts: [{ act: "keep_households", divisions: [TOWN] }] });
});
afterEach(() => {
  vi.useRealTimers();
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("a household says who lives in it, who visits it, and how long ago that was", async () => {
  const never = household("h032", { head: "王来顺", visitors: [], last_visit: null, visits: 0, status: "later_code" });
  await open("/households", { [LIST(TOWN)]: () => page([household("h031"), never]) });
  for (const word of ["马鞍桥村", "h031", "张守福", "三组 · 4 人", "李桂兰", "在册", "陈玉华", "17 天前", "从没走访过", "还没安排", "later_code", "请先在上面选到村"]) expect(text()).toContain(word);
  // At a town nobody is chosen: a number is its village's.
  expect(screen?.find("input.pick").exists()).toBe(false);
  expect(await axeFaults()).toEqual([]);
});

test("what is typed is asked once, a moment after the last key, and stands in the address", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await open("/households", { [LIST(TOWN)]: ({ query }) => page(query["text"] === undefined ? [household("h031")] : []) });
  for (const typed of ["z", "zs", "zsf"]) {
    await screen?.get("[name=seek]").setValue(typed);
    vi.advanceTimersByTime(200);
  }
  vi.advanceTimersByTime(300);
  await flushPromises();
  expect(calls(LIST(TOWN)).map(({ query }) => query["text"])).toEqual([undefined, "zsf"]);
  expect(router?.currentRoute.value.query).toEqual({ q: "zsf" });
  expect(text()).toContain("没找到");
});

test("those not visited for some days, of nobody, or of one person are asked for by the address", async () => {
  await open(`/households/${TOWN}?days=30&unassigned=1`, { [LIST(TOWN)]: () => page([household("h031")]) });
  expect(calls(LIST(TOWN))[0]?.query).toEqual({ not_since: "2017-08-19", unassigned: "true" });
  await screen?.get("a.looker").trigger("click");
  await flushPromises();
  expect(calls(LIST(TOWN))[1]?.query).toEqual({ not_since: "2017-08-19", unassigned: "true", person: "c0017" });
  expect(text()).toContain("只看陈玉华的");
});

test("whose households are asked for is said by name, though none falls to them", async () => {
  await open(`/households/${VILLAGE}?person=c0099`, { [LIST(VILLAGE)]: () => page([]), [`GET /console/v1/divisions/${VILLAGE}/people/c0099`]: () => person("c0099", "王守田", "resident") });
  for (const word of ["只看王守田的", "移交王守田的…", "这里没有归王守田的户。"]) expect(text()).toContain(word);
});

test("a page that holds none of those sought, though more follow, says so and leads on", async () => {
  await open(`/households/${TOWN}?q=zsf`, { [LIST(TOWN)]: ({ query }) => (query["after"] === undefined ? page([], `${VILLAGE}.h099`) : page([household("h100")])) });
  expect(text()).toContain("后面还有");
  await screen?.get(".state button").trigger("click");
  await flushPromises();
  expect(calls(LIST(TOWN)).map(({ query }) => query["after"])).toEqual([undefined, `${VILLAGE}.h099`]);
  expect(text()).toContain("h100");
});

test("chosen households are given to somebody of the team; who has left is not offered, and a refusal loses nothing", async () => {
  let down = true;
  const people = [person("c0017", "陈玉华", "resident"), person("c0012", "罗小琴", "first_secretary"), person("c0001", "走了的", "resident", "2017-03-01"), person("c0040", "帮扶的", "paired_helper")];
  await open(`/households/${VILLAGE}`, {
    [LIST(VILLAGE)]: () => page([household("h031"), household("h032")]),
    [PEOPLE]: () => ({ items: people, next: null }),
    [ASSIGN]: () => (down ? refused(503, "storage.busy") : { changed: 2 }),
  });
  expect(calls(LIST(VILLAGE))).toHaveLength(1);
  expect(screen?.get("button.assign").attributes("disabled")).toBeDefined();
  await screen?.get("button.all").trigger("click");
  await screen?.get("button.assign").trigger("click");
  await flushPromises();
  expect(await axeFaults()).toEqual([]);
  expect([...(dialog()?.querySelectorAll("select") ?? [])].map(({ name }) => name)).toEqual(["visitors-c0017", "visitors-c0012", "helpers-c0040"]);
  await send();
  expect(calls(ASSIGN)).toEqual([]);
  await choose("[name=visitors-c0012]", "add");
  await choose("[name=visitors-c0017]", "remove");
  await send();
  expect(dialog()?.textContent).toContain("storage.busy");
  down = false;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await send();
  const body = { village: VILLAGE, numbers: ["h031", "h032"], add_visitors: ["c0012"], remove_visitors: ["c0017"], add_helpers: [], remove_helpers: [] };
  expect(calls(ASSIGN).map((one) => one.body)).toEqual([body, body]);
  expect(dialog()).toBeNull();
  expect(text()).toContain("2 户有变化");
  expect(screen?.get("button.assign").attributes("disabled")).toBeDefined();
  // What desks read follows a moment later.
  expect(calls(LIST(VILLAGE))).toHaveLength(2);
  vi.advanceTimersByTime(2_000);
  await flushPromises();
  expect(calls(LIST(VILLAGE))).toHaveLength(3);
});

test("coverage counts, and what calls for a visit leads to the households that it counts", async () => {
  const sums = { households: 120, never: 5, long_ago: 15, unassigned: 7 };
  await open(`/households/${TOWN}?list=coverage`, {
    [COVERAGE]: () => ({ since: "2017-08-19", whole: { code: TOWN, name: "", ...sums }, below: [{ code: VILLAGE, name: "马鞍桥村", ...sums, households: 60 }] }),
    [LIST(VILLAGE)]: () => page([]),
  });
  expect(calls(COVERAGE)[0]?.query).toEqual({ days: "30" });
  const rows = screen?.findAll("tbody tr").map((row) => row.findAll("td").map((cell) => cell.text().split(" ")[0]));
  expect(rows).toEqual([["大贵镇", "120", "100", "20", "5", "7"], ["马鞍桥村", "60", "40", "20", "5", "7"]]);
  const links = screen?.findAll("tbody tr")[1]?.findAll("a").map((link) => link.attributes("href"));
  expect(links).toEqual([`/households/${VILLAGE}?list=coverage`, `/households/${VILLAGE}?days=30`, `/households/${VILLAGE}?unassigned=1`]);
  expect(await axeFaults()).toEqual([]);
});

test("a household written by name is matched to a likely one, or to one that is looked for", async () => {
  let left = [named(), named({ name: "老周", group: "", likely: [] })];
  const sought: (string | undefined)[] = [];
  await open(`/households/${TOWN}?list=unlisted`, {
    [UNLISTED]: () => ({ households: left, more: false }),
    [MATCH]: () => ((left = left.slice(1)), undefined),
    [LIST(VILLAGE)]: ({ query }) => (sought.push(query["text"]), page([household("h077", { head: "周大山" })])),
  });
  await screen?.findAll("button.match")[0]?.trigger("click");
  await flushPromises();
  expect(await axeFaults()).toEqual([]);
  await choose("[value=h031]", "h031");
  await send();
  expect(calls(MATCH)[0]?.body).toEqual({ village: VILLAGE, name: "张守富", group: "三组", number: "h031" });
  expect(text()).toContain("「张守富」是 h031");

  await screen?.get("button.match").trigger("click");
  await flushPromises();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const field = dialog()?.querySelector<HTMLInputElement>("[name=seek]");
  if (field === null || field === undefined) throw new Error("no field");
  field.value = "zds";
  field.dispatchEvent(new Event("input"));
  await flushPromises();
  vi.advanceTimersByTime(300);
  vi.useRealTimers();
  await flushPromises();
  expect(sought).toEqual(["zds"]);
  await choose("[value=h077]", "h077");
  await send();
  expect(calls(MATCH)[1]?.body).toEqual({ village: VILLAGE, name: "老周", group: "", number: "h077" });
  expect(text()).toContain("没有等着对的");
});

test("the next page of names begins behind the last one's village, name and group", async () => {
  await open(`/households/${TOWN}?list=unlisted`, { [UNLISTED]: ({ query }) => (query["after_name"] === undefined ? { households: [named()], more: true } : { households: [named({ name: "赵四" })], more: false }) });
  await screen?.get(".state button").trigger("click");
  await flushPromises();
  expect(calls(UNLISTED)[1]?.query).toEqual({ after_space: VILLAGE, after_name: "张守富", after_group: "三组" });
  expect(screen?.findAll("tbody tr")).toHaveLength(2);
});

test("an address that says nonsense asks for all", () => {
  expect(questionOf({ list: "x", days: "-3", unassigned: "yes" })).toEqual({ list: "listed", text: "", days: null, unassigned: false, person: "" });
  expect(queryOf(questionOf({ list: "unlisted", q: "z", days: "60", unassigned: "1", person: "c1" }))).toEqual({ list: "unlisted", q: "z", days: "60", unassigned: "1", person: "c1" });
});

test("who keeps no households is told so, and nothing is asked", async () => {
  desk.me = somebody({ acts: [] });
  await open("/households", {});
  expect(text()).toContain("没有管农户的职务");
  expect(asked).toEqual([]);
});

test("a cadre's households are seen, picked and handed over in one step, and a refusal keeps what was picked", async () => {
  const inHand = {
    households: ["h031", "h032", "h033"].map((number, at) => ({ number, head: `户主${number}`, group: "", parts: at === 2 ? ["helps"] : ["visits"] })),
    takers: [
      { id: "c0018", name: "王启山", role: "resident", from: "2017-01-01", part: "visits" },
      { id: "p0016", name: "周桂芳", role: "paired_helper", from: "2017-01-01", part: "helps" },
    ],
    coming: [],
  };
  const HAND = `POST /console/v1/divisions/${VILLAGE}/households/handovers`;
  const IN_HAND = `GET /console/v1/divisions/${VILLAGE}/households/in-hand`;
  let stale = true;
  desk.me = somebody({ acts: [{ act: "keep_households", divisions: [TOWN] }] });
  await open(`/households/${VILLAGE}?person=c0017`, {
    [LIST(VILLAGE)]: () => page([household("h031")]),
    [IN_HAND]: () => inHand,
    [HAND]: () => (stale ? refused(409, "household.changed_meanwhile") : { changed: 1 }),
  });
  await screen?.get("button.hand").trigger("click");
  await flushPromises();
  expect(calls(IN_HAND).map(({ query }) => query)).toEqual([{ village: VILLAGE, person: "c0017" }]);
  expect(dialog()?.textContent).toContain("移交陈玉华的户");
  expect(dialog()?.querySelectorAll("input[type=checkbox]")).toHaveLength(2);
  expect([...(dialog()?.querySelectorAll("[name=to] option") ?? [])].map((one) => one.textContent)).toEqual(["请选", "王启山 · 驻村队员 · 2017-01-01 起"]);
  expect(dialog()?.querySelector<HTMLButtonElement>(".go")?.disabled).toBe(true);
  await choose("[name=to]", "c0018");
  dialog()?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
  await flushPromises();
  expect(dialog()?.querySelector("[role=status]")?.textContent).toBe("1 户,2017年9月18日起从陈玉华移交给王启山。");
  expect(await axeFaults()).toEqual([]);
  await send();
  expect(dialog()?.textContent).toContain("household.changed_meanwhile");
  stale = false;
  await send();
  const body = { village: VILLAGE, part: "visits", from: "c0017", to: "c0018", numbers: ["h032"], day: null };
  expect(calls(HAND).map((call) => call.body)).toEqual([body, body]);
  expect(dialog()).toBeNull();
  expect(text()).toContain("移交好了");
});

test("a handover is set for a day to come, is shown, and is called off", async () => {
  const set = { id: "0a".repeat(16), part: "visits", to: "c0018", to_name: "王启山", day: "2017-10-01", numbers: ["h031"] };
  let coming = [set];
  const inHand = () => ({
    households: ["h031", "h032"].map((number) => ({ number, head: `户主${number}`, group: "", parts: ["visits"] })),
    takers: [{ id: "c0018", name: "王启山", role: "resident", from: "2017-01-01", part: "visits" }],
    coming,
  });
  const HANDOVERS = `/console/v1/divisions/${VILLAGE}/households/handovers`;
  desk.me = somebody({ acts: [{ act: "keep_households", divisions: [TOWN] }] });
  await open(`/households/${VILLAGE}?person=c0017`, {
    [LIST(VILLAGE)]: () => page([household("h031")]),
    [`GET /console/v1/divisions/${VILLAGE}/households/in-hand`]: inHand,
    [`POST ${HANDOVERS}`]: () => ({ changed: 0, on: "2017-10-08" }),
    [`DELETE ${HANDOVERS}/${set.id}`]: () => ((coming = []), undefined),
  });
  await screen?.get("button.hand").trigger("click");
  await flushPromises();
  expect(dialog()?.querySelectorAll("input[type=checkbox]")).toHaveLength(1);
  expect(dialog()?.querySelector(".coming li")?.textContent).toContain("走访 · 2017年10月1日移交 1 户给王启山");
  expect(await axeFaults()).toEqual([]);
  dialog()?.querySelector<HTMLButtonElement>(".off")?.click();
  await flushPromises();
  expect(dialog()?.querySelectorAll("input[type=checkbox]")).toHaveLength(2);
  expect(dialog()?.querySelector(".coming")).toBeNull();
  await choose("[name=to]", "c0018");
  const day = dialog()?.querySelector<HTMLInputElement>("[name=day]");
  if (day == null) throw new Error("no day");
  day.value = "20171008";
  day.dispatchEvent(new Event("input"));
  day.dispatchEvent(new Event("change", { bubbles: true }));
  await flushPromises();
  await send();
  expect(calls(`POST ${HANDOVERS}`).map((call) => call.body)).toEqual([{ village: VILLAGE, part: "visits", from: "c0017", to: "c0018", numbers: ["h031", "h032"], day: "2017-10-08" }]);
  expect(dialog()).toBeNull();
  expect(text()).toContain("定好了");
});

test.each([
  ["nothing falls to the giver any more", []],
  ["all that is left is of another part", [{ number: "h033", head: "户主h033", group: "", parts: ["helps"] }]],
])("a handover that is set is seen and called off though %s", async (_why, households) => {
  const set = { id: "0b".repeat(16), part: "visits", to: "c0018", to_name: "王启山", day: "2017-10-01", numbers: ["h031"] };
  let coming = [set];
  const off = `DELETE /console/v1/divisions/${VILLAGE}/households/handovers/${set.id}`;
  await open(`/households/${VILLAGE}?person=c0017`, {
    [LIST(VILLAGE)]: () => page([]),
    [`GET /console/v1/divisions/${VILLAGE}/people/c0017`]: () => person("c0017", "陈玉华", "resident"),
    [`GET /console/v1/divisions/${VILLAGE}/households/in-hand`]: () => ({ households, takers: [], coming }),
    [off]: () => ((coming = []), undefined),
  });
  await screen?.get("button.hand").trigger("click");
  await flushPromises();
  expect(dialog()?.querySelector(".coming li")?.textContent).toContain("移交 1 户给王启山");
  expect(await axeFaults()).toEqual([]);
  dialog()?.querySelector<HTMLButtonElement>(".off")?.click();
  await flushPromises();
  expect(calls(off)).toHaveLength(1);
  expect(dialog()?.querySelector(".coming")).toBeNull();
});
