import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Schemas } from "../server";
import { desk } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import { degreesIn, degreesOf } from "./degrees";
import routes from "./routes";

const TOWN = "610926101";
const VILLAGE = "610926101203";
const PROPOSALS = (division: string) => `GET /console/v1/divisions/${division}/anchors/proposals`;
const STANDING = (division: string) => `GET /console/v1/divisions/${division}/anchors`;
const DECIDE = `POST /console/v1/divisions/${VILLAGE}/anchors/proposals/p1`;
const SET = `POST /console/v1/divisions/${VILLAGE}/anchors`;
const END = `POST /console/v1/divisions/${VILLAGE}/anchors/a1/end`;

const proposal = (more: Partial<Schemas["ProposalView"]> = {}): Schemas["ProposalView"] => ({
  space: VILLAGE,
  village: "马鞍桥村",
  record: "p1",
  by: "陈玉华",
  day: "2017-09-14",
  name: "三组",
  lat: 32_398_712,
  lon: 109_361_200,
  accuracy: 12,
  radius: 1000,
  note: "在晒场上",
  from_nearest: 2400,
  ...more,
});
const anchor = (more: Partial<Schemas["AnchorView"]> = {}): Schemas["AnchorView"] => ({
  space: VILLAGE,
  village: "马鞍桥村",
  record: "a1",
  name: "村部",
  lat: 32_400_000,
  lon: 109_360_000,
  radius: 500,
  from_day: "2017-01-01",
  to_day: null,
  proposed: false,
  ...more,
});

let screen: ReturnType<typeof mount> | null = null;
let asked: Asked[] = [];
async function open(path: string, answers: Answers) {
  asked = serverAnswers({ ...placeCalled(TOWN, "大贵镇", { below: [{ code: VILLAGE, name: "马鞍桥村" }] }), ...placeCalled(VILLAGE, "马鞍桥村"), ...answers });
  ({ screen } = await screenAt(routes, path));
}
const calls = (call: string) => asked.filter((one) => one.call === call);
const dialog = () => document.querySelector(".el-dialog");
async function fill(name: string, value: string): Promise<void> {
  const field = dialog()?.querySelector<HTMLInputElement | HTMLTextAreaElement>(name);
  if (field === null || field === undefined) throw new Error(`no field ${name}`);
  field.value = value;
  field.dispatchEvent(new Event("input"));
  field.dispatchEvent(new Event("change"));
  await flushPromises();
}
async function send(): Promise<void> {
  dialog()?.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  await flushPromises();
}

beforeEach(() => {
  desk.me = somebody({ acts: [{ act: "keep_people", divisions: [TOWN] }] });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("what waits says who marked it, how exactly, and how far it is from the nearest anchor", async () => {
  const second = proposal({ record: "p2", name: "村部", accuracy: null, from_nearest: null });
  await open("/anchors", { [PROPOSALS(TOWN)]: () => ({ items: [proposal(), second], next: null }), [STANDING(TOWN)]: () => ({ items: [anchor({ to_day: "2017-12-31", proposed: true })], next: null }) });
  const text = screen?.text() ?? "";
  for (const word of ["陈玉华", "9月14日", "32.398712, 109.361200", "误差 12 米", "2,400 米", "在晒场上", "误差不知道", "还没有定位点", "2017年12月31日", "第一书记在现场标的"]) expect(text).toContain(word);
  // An anchor is a village's: the town's page says where to set one.
  expect(screen?.find("button.set").exists()).toBe(false);
  expect(text).toContain("先在上面选到村");
  expect(await axeFaults()).toEqual([]);
});

test("an approval is sent once however often one clicks, and what stands is fetched anew", async () => {
  let waits = [proposal()];
  const approve = () => ((waits = []), undefined);
  await open("/anchors", { [PROPOSALS(TOWN)]: () => ({ items: waits, next: null }), [STANDING(TOWN)]: () => ({ items: [], next: null }), [DECIDE]: approve });
  expect(calls(STANDING(TOWN))).toHaveLength(1);
  const button = screen?.get("button.approve").element as HTMLButtonElement;
  button.click();
  button.click();
  await flushPromises();
  expect(calls(DECIDE).map(({ body }) => body)).toEqual([{ approve: true, reason: "" }]);
  expect(calls(STANDING(TOWN))).toHaveLength(2);
  expect(screen?.get("[role=status]").text()).toBe("同意了:马鞍桥村 · 三组。");
});

test("declining owes a reason, and it is kept until the server has it", async () => {
  let down = true;
  await open("/anchors", { [PROPOSALS(TOWN)]: () => ({ items: [proposal()], next: null }), [STANDING(TOWN)]: () => ({ items: [], next: null }), [DECIDE]: () => (down ? refused(503, "storage.busy") : undefined) });
  await screen?.get("button.decline").trigger("click");
  await flushPromises();
  await send();
  expect(calls(DECIDE)).toEqual([]);
  expect(dialog()?.textContent).toContain("还差");
  await fill("textarea", "标在了邻村");
  await send();
  expect(dialog()?.textContent).toContain("storage.busy");
  expect(dialog()?.querySelector("textarea")?.value).toBe("标在了邻村");
  expect(await axeFaults()).toEqual([]);
  down = false;
  await send();
  expect(calls(DECIDE).slice(-1)[0]?.body).toEqual({ approve: false, reason: "标在了邻村" });
  expect(dialog()).toBeNull();
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"))).toEqual([]);
});

test("a village's anchor is set by degrees, however a keyboard writes them", async () => {
  await open(`/anchors/${VILLAGE}`, { [PROPOSALS(VILLAGE)]: () => ({ items: [], next: null }), [STANDING(VILLAGE)]: () => ({ items: [anchor()], next: null }), [SET]: () => undefined });
  await screen?.get("button.set").trigger("click");
  await flushPromises();
  expect(await axeFaults()).toEqual([]);
  await fill("[name=name]", "三组");
  await fill("[name=lat]", "三十二");
  await fill("[name=lon]", "109.3612");
  await send();
  expect(calls(SET)).toEqual([]);
  expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("度");
  await fill("[name=lat]", "32.398712");
  await send();
  expect(calls(SET).map(({ body }) => body)).toEqual([{ name: "三组", lat: 32.398712, lon: 109.3612, radius: 1000, from_day: "2017-09-18" }]);
  expect(dialog()).toBeNull();
  expect(screen?.text()).toContain("设好了:马鞍桥村 · 三组。");
});

test("an anchor ends on the day that is said", async () => {
  await open(`/anchors/${VILLAGE}`, { [PROPOSALS(VILLAGE)]: () => ({ items: [], next: null }), [STANDING(VILLAGE)]: () => ({ items: [anchor()], next: null }), [END]: () => undefined });
  await screen?.get("button.end").trigger("click");
  await flushPromises();
  await fill("[name=to-day]", "2017-09-30");
  await send();
  expect(calls(END).map(({ body }) => body)).toEqual([{ to_day: "2017-09-30" }]);
  expect(screen?.text()).toContain("停用了:马鞍桥村 · 村部。");
});

test("degrees are read as they are written, and nothing else is", () => {
  expect(degreesOf(-1_500_000)).toBe("-1.500000");
  expect(["32.5", " 32.5° ", "32.5", "32"].map(degreesIn)).toEqual([32.5, 32.5, 32.5, 32]);
  expect(["", "32°23′", "N32.5", "1e3", "32.5.1"].map(degreesIn)).toEqual([null, null, null, null, null]);
});

test("who keeps no people is told so, and nothing is asked", async () => {
  desk.me = somebody({ acts: [] });
  await open("/anchors", {});
  expect(screen?.text()).toContain("没有管人员的职务");
  expect(asked).toEqual([]);
});
