import { flushPromises } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { footing } from "../footing/testing";
import type { Schemas } from "../server";
import { desk, signIn } from "../session";
import { axeFaults, refused, somebody, type Answers } from "../testing";
import { chainOf, movedOf } from "./chain";
import { endOf, hasSheet, lastMonth, monthIn } from "./month";
import { AUGUST, CHECK, click, CLOSE, counts, dialog, LEFT, leftOut, LIST, moved, OF_VILLAGE, open as openAt, person, seen, SHEET, TOWN, village, VILLAGE, type Opened } from "./testing";

let at: Opened | null = null;
async function open(path: string, answers: Answers = {}): Promise<Opened> {
  at = await openAt(path, answers);
  return at;
}
const text = (selector: string) => at?.screen.get(selector).text().replace(/\s+/gu, " ") ?? "";
const people = () => at?.screen.findAll("tbody.person") ?? [];

const CHEN = person("c0017", "陈玉华");
const LUO = person("c0012", "罗小琴", { step: "acknowledged", signed: null });
const page = (villages: Schemas["VillageMonthsView"][], next: string | null = null) => ({ villages, next });

beforeEach(() => {
  desk.me = somebody({ acts: ["see_figures", "keep_attendance"].map((act) => ({ act, divisions: ["610926"] })) });
});
afterEach(() => {
  at?.screen.unmount();
  at = null;
  desk.me = null;
});

test("a county's months are figures, of the last month that is over, and lead down to its towns", async () => {
  const { router, asked } = await open("/months", {
    "GET /console/v1/divisions/610926/months/counts": () => ({ below: [counts(TOWN, "大贵镇"), counts("610926100", "城关镇", { people: 4, left: 2 })], footing: footing() }),
    [LIST]: () => page([]),
  });
  expect(text("h1")).toBe("平利县 · 2017年8月月度表");
  expect(text(".totals")).toContain("共 12 人");
  expect(text(".totals")).toContain("落下 2");
  expect(at?.screen.findAll("tbody tr")[0]?.findAll("td").map((cell) => cell.text())).toEqual(["大贵镇", "8", "6", "5", "3", "2", "0", "1"]);
  expect(asked.find(({ call }) => call.endsWith("counts"))?.query).toEqual({ year: "2017", month: "8" });
  expect(await axeFaults()).toEqual([]);
  await click("大贵镇");
  await vi.dynamicImportSettled();
  expect(router.currentRoute.value.fullPath).toBe(`/months/${TOWN}?month=2017-08`);
  await flushPromises();
  expect(at?.screen.text()).toContain("这个月这里没有驻村工作队");
});

test("a person's days are signs, and the way to the file is four shapes with words", async () => {
  await open(`/months/${TOWN}?month=2017-08`, { [LIST]: () => page([village([person("c0016", "刘明哲", { role: "first_secretary", signed: null }), LUO])]) });
  const days = people()[1]?.findAll(".day") ?? [];
  expect(days).toHaveLength(31);
  expect(days[0]?.attributes("aria-label")).toBe("8月1日 住村");
  const chains = people().map((one) => one.findAll(".step").map((step) => step.text()));
  expect(chains[0]).toEqual(["● 本人已确认", "– 第一书记本人,不用签", "○ 等镇核定", "○ 没归档"]);
  expect(chains[1]).toEqual(["● 本人已确认", "○ 等第一书记签字", "○ 等镇核定", "○ 没归档"]);
  expect(await axeFaults()).toEqual([]);
});

test("a day of which nothing was heard is none of absence, until it is filed as one", async () => {
  const filed: Schemas["FiledView"] = { number: 0, sheet: "2017-08-01", cause: "closed", note: "", signs: AUGUST, resident: 20, changed: [] };
  const silent = ["2017-08-31"];
  const two = [person("c0017", "陈玉华", { silent }), person("c0018", "周建", { silent, step: "filed", filed: [filed] })];
  await open(`/months/${TOWN}?month=2017-08`, { [LIST]: () => page([village(two)]) });
  const lasts = people().map((one) => one.findAll(".day")[30]?.attributes("aria-label"));
  expect(lasts).toEqual(["8月31日 没消息", "8月31日 缺勤"]);
});

test("of how many absent days nothing was heard is said where there are any, on paper too", async () => {
  await open(`/months/${TOWN}`, { [LIST]: () => page([village([person("c0016", "刘明哲", { never_heard: 1 }), CHEN])]) });
  expect(people()[0]?.get(".never-heard").text()).toBe("缺勤里有 1 天是一直没有消息");
  expect(people()[0]?.find(".unprinted .never-heard").exists()).toBe(false);
  expect(people()[1]?.find(".never-heard").exists()).toBe(false);
});

test("a sheet on paper that came after the filing is none of the filed sheet's", async () => {
  const filed: Schemas["FiledView"] = { number: 0, sheet: "2017-08-01", cause: "closed", note: "", signs: AUGUST, resident: 20, changed: [] };
  const since = person("c0017", "陈玉华", { step: "filed", filed: [filed], acknowledged: seen([moved("2017-08-03", "resident", "absent")]), signed: null, paper: SHEET, on_paper: false });
  const then = person("c0018", "王启山", { step: "filed", filed: [filed], acknowledged: null, signed: null, paper: SHEET });
  await open(`/months/${TOWN}`, { [LIST]: () => page([village([since, then])]) });
  expect(people().map((one) => one.find(".who .tag").exists())).toEqual([false, true]);
  expect(chainOf(since).map(({ mark }) => mark)).toEqual(["changed", "open", "open", "done"]);
  expect(chainOf(then).map(({ mark }) => mark)).toEqual(["paper", "paper", "open", "done"]);
});

test("days that changed since a step are named, once for steps since which the same days did", async () => {
  const changed = [moved("2017-08-03", "resident", "absent")];
  const of = person("c0017", "陈玉华", { step: "unacknowledged", acknowledged: seen(changed), signed: seen(changed), checked: seen([moved("2017-08-04", "rest", "leave")]), checked_by: "town" });
  await open(`/months/${TOWN}`, { [LIST]: () => page([village([of])]) });
  expect(people()[0]?.findAll(".step").map((step) => step.text())).toEqual(["◐ 本人确认后变了 1 天", "◐ 第一书记签字后变了 1 天", "◐ 镇核定后变了 1 天", "○ 没归档"]);
  const told = people()[0]?.findAll(".moved").map((one) => one.text().replace(/\s+/gu, " "));
  expect(told).toContain("本人确认、第一书记签字后变了的:8月3日 ● 住村 → ✕ 缺勤");
  expect(told).toContain("核定后变了的:8月4日 ○ 休息 → 请 请假");
});

test("a filed figure stands as it was filed, with what has changed and been corrected beside it", async () => {
  const filed: Schemas["FiledView"][] = [
    { number: 0, sheet: "2017-08-01", cause: "closed", note: "", signs: AUGUST, resident: 20, changed: [moved("2017-08-31", "absent", "resident"), moved("2017-08-01", "resident", "leave")] },
    { number: 1, sheet: "2017-09-01", cause: "late_arrival", note: "08-31 缺勤→住村", signs: `${AUGUST.slice(0, 30)}R`, resident: 21, changed: [moved("2017-08-01", "resident", "leave")] },
  ];
  const of = person("c0017", "陈玉华", { step: "filed_and_changed", signs: `L${AUGUST.slice(1, 30)}R`, filed, checked: seen(), checked_by: "town" });
  await open(`/months/${TOWN}`, { [LIST]: () => page([village([of])]) });
  const row = people()[0];
  expect(row?.findAll(".day")[0]?.attributes("aria-label")).toBe("8月1日 住村");
  expect(row?.findAll(".day")[30]?.attributes("aria-label")).toBe("8月31日 缺勤");
  expect(row?.findAll(".narrow.moved")).toHaveLength(2);
  expect(row?.findAll(".figure")[0]?.text()).toMatch(/^20\s*更正后 21\s*现在 20$/u);
  expect(row?.get(".filings").text()).toContain("归档:住村 20 天");
  expect(row?.get(".filings").text()).toContain("1 号更正,记在 2017年9月的表上(迟到的记录):住村 21 天");
  expect(row?.text()).toContain("08-31 缺勤→住村");
  expect(row?.text().replace(/\s+/gu, " ")).toContain("归档后变了的:8月1日 ● 住村 → 请 请假");
  expect(row?.text()).toContain("已归档的数不动");
  expect(row?.findAll(".one")).toHaveLength(0);
});

test("what is ready in a village is checked at once, as it was shown, and once however often one clicks", async () => {
  let done = false;
  const two = [CHEN, person("c0018", "周建", { signs: `S${AUGUST.slice(1)}` }), LUO];
  const checked = two.map((one) => (one.step === "signed" ? { ...one, step: "checked", checked: seen(), checked_by: "town" } : one));
  const { bodies } = await open(`/months/${TOWN}`, {
    [LIST]: () => page([village(two)]),
    [OF_VILLAGE]: () => page([village(done ? checked : two)]),
    [CHECK]: () => void (done = true),
  });
  const button = at?.screen.get(".all").element as HTMLButtonElement;
  expect(button.textContent).toContain("核定齐了的 2 个人");
  button.click();
  button.click();
  await flushPromises();
  expect(bodies(CHECK)).toEqual([
    { year: 2017, month: 8, months: [{ cadre: "c0017", seen: AUGUST, note: "" }, { cadre: "c0018", seen: `S${AUGUST.slice(1)}`, note: "" }] },
  ]);
  expect(text(".village [role=status]")).toBe("核定好了:陈玉华、周建");
  expect(people()[0]?.findAll(".step")[2]?.text()).toBe("● 镇已核定");
  expect(at?.screen.find(".all").exists()).toBe(false);
});

test("whoever was overtaken is told, and sees the month as it is now", async () => {
  const later = { ...CHEN, signs: `A${AUGUST.slice(1)}` };
  const { bodies } = await open(`/months/${TOWN}`, {
    [LIST]: () => page([village([CHEN])]),
    [OF_VILLAGE]: () => page([village([later])]),
    [CHECK]: ({ body }) => ((body as Schemas["ChecksBody"]).months[0]?.seen === later.signs ? undefined : refused(409, "month.changed_meanwhile")),
  });
  await click("核定", people()[0]?.element);
  expect(text(".village [role=alert]")).toContain("month.changed_meanwhile");
  expect(people()[0]?.findAll(".day")[0]?.attributes("aria-label")).toBe("8月1日 缺勤");
  await click("核定", people()[0]?.element);
  expect(bodies(CHECK)).toHaveLength(2);
  expect(at?.screen.find(".village [role=alert]").exists()).toBe(false);
});

test("a month that is not signed is checked only with a word why, which outlives the session", async () => {
  let signedIn = true;
  const { bodies } = await open(`/months/${TOWN}`, {
    [LIST]: () => page([village([LUO])]),
    [OF_VILLAGE]: () => page([village([LUO])]),
    [CHECK]: () => (signedIn ? undefined : refused(401, "session.none")),
    "POST /console/v1/session": () => ((signedIn = true), desk.me),
  });
  await click("先核定");
  const form = dialog().querySelector("form");
  form?.requestSubmit();
  await flushPromises();
  expect(bodies(CHECK)).toEqual([]);
  expect(dialog().querySelector("[role=alert]")?.textContent).toContain("还差");
  const area = dialog().querySelector("textarea") as HTMLTextAreaElement;
  area.value = "第一书记住院,电话里说过";
  area.dispatchEvent(new Event("input"));
  expect(await axeFaults()).toEqual([]);
  signedIn = false;
  form?.requestSubmit();
  await flushPromises();
  expect(desk.over).toBe(true);
  expect(area.value).toBe("第一书记住院,电话里说过");
  await signIn({ login: "lin", password: "good" });
  await flushPromises();
  expect(bodies(CHECK).slice(-1)).toEqual([{ year: 2017, month: 8, months: [{ cadre: "c0012", seen: AUGUST, note: "第一书记住院,电话里说过" }] }]);
  expect(document.querySelector(".el-dialog")).toBeNull();
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"))).toEqual([]);
});

test("a close says what comes of it, is made once, and tells what was filed, corrected and left out", async () => {
  const left = [leftOut("c0012", "罗小琴"), leftOut("c0012", "罗小琴", { month: "2017-07-01", step: "unacknowledged" })];
  let lists = 0;
  const { bodies, router } = await open(`/months/${TOWN}`, {
    [LIST]: () => ((lists += 1), page([village([LUO])])),
    [OF_VILLAGE]: () => page([village([LUO])]),
    [CLOSE]: () => ({ filed: 6, late: 1, corrections: 2, left }),
  });
  await click("归档");
  expect(dialog().textContent).toContain("归了档的数以后不会自己变");
  const go = dialog().querySelector<HTMLButtonElement>(".go");
  go?.click();
  go?.click();
  await flushPromises();
  expect(bodies(CLOSE)).toEqual([{ year: 2017, month: 8, without_calendar: false }]);
  expect(dialog().textContent?.replace(/\s+/gu, " ")).toContain("归档 6 人,更正 2 条。 其中 1 人是补归以前月份的。");
  const named = [...dialog().querySelectorAll(".left li")].map((one) => one.textContent?.replace(/\s+/gu, " ").trim());
  expect(named).toEqual(["罗小琴 马鞍桥村 等第一书记签字", "罗小琴 马鞍桥村 2017年7月 等本人确认"]);
  expect(lists).toBe(2);
  expect(await axeFaults()).toEqual([]);
  await click("罗小琴", dialog());
  expect(router.currentRoute.value.path).toBe(`/months/${VILLAGE}`);
});

test("a sheet onto which nobody would come is no main button: beside it and in its dialog stands how many are how far", async () => {
  let counted = counts(VILLAGE, "马鞍桥村", { people: 4, checked: 0, filed: 0 });
  await open(`/months/${TOWN}?month=2017-08`, {
    [LIST]: () => page([village([LUO, CHEN])]),
    [`GET /console/v1/divisions/${TOWN}/months/counts`]: () => ({ below: [counted], footing: footing() }),
    [CHECK]: () => void (counted = { ...counted, checked: 3, filed: 1 }),
  });
  const filled = () => [at?.screen.get(".close"), ...(at?.screen.findAll(".why-not") ?? [])].map((one) => (one?.classes().includes("filled") === true ? "filled" : one?.text()));
  expect(filled()).toEqual(["归档", "还没有人核定过。先核定,再归档。"]);
  await click("归档");
  const said = () => dialog().querySelector(".how-many")?.textContent?.replace(/\s+/gu, " ").trim();
  expect(said()).toBe("这张表上 4 人:核定过、这次归的 0 人;归过的 0 人;还没核定的 4 人。 现在归档,一个人也归不上,只记以前月份的更正。");
  expect(dialog().textContent).toContain("或者归下一张表时一起归");
  expect(dialog().querySelector(".go")?.classList.contains("filled")).toBe(false);
  expect(await axeFaults()).toEqual([]);
  await click("先不办", dialog());
  await click("核定", people()[1]?.element);
  expect(filled()).toEqual(["filled"]);
  await click("归档");
  expect(said()).toBe("这张表上 4 人:核定过、这次归的 2 人;归过的 1 人;还没核定的 1 人。");
  expect(dialog().querySelector(".go")?.classList.contains("filled")).toBe(true);
});

test("a month of which nothing came leads to the last that has something", async () => {
  desk.me = somebody({ today: "2026-02-03", acts: [{ act: "see_figures", divisions: ["610926"] }] });
  await open("/months/610926", {
    "GET /console/v1/divisions/610926/months/counts": () => ({ below: [counts(TOWN, "大贵镇")], footing: footing({ nothing_told: true, last_told: "2017-09-18", policy_of_year: 2017 }) }),
  });
  expect(text(".footing")).toContain("2026年1月还没有传来");
  expect(text(".footing")).toContain("照 2017 年的算");
  expect(at?.screen.get(".footing .nothing a").attributes("href")).toBe("/months/610926?month=2017-09");
});

test("who missed a closed sheet is named whenever one looks, of this month and of those before, with the way down", async () => {
  let left = [leftOut("c0012", "罗小琴"), leftOut("c0018", "周建", { month: "2017-06-01", step: "checked" })];
  const { router, asked } = await open(`/months/${TOWN}?month=2017-08`, {
    [LIST]: () => page([village([LUO, CHEN])]),
    [OF_VILLAGE]: () => page([village([LUO])]),
    [CHECK]: () => void (left = left.slice(1)),
    [LEFT]: () => ({ left }),
  });
  expect(text(".left-out")).toContain("2017年8月的表归过了,还有 1 人没归上:罗小琴 马鞍桥村 等第一书记签字");
  expect(text(".left-out")).toContain("以前的表没归上的 1 个:周建 马鞍桥村 2017年6月 已核定,归下一张表时归");
  expect(await axeFaults()).toEqual([]);
  await click("核定", people()[1]?.element);
  expect(asked.filter(({ call }) => call === LEFT).map(({ query }) => query)).toEqual([{ year: "2017", month: "8" }, { year: "2017", month: "8" }]);
  expect(text(".left-out")).not.toContain("罗小琴");
  await click("周建", at?.screen.get(".left-out").element);
  expect(router.currentRoute.value.fullPath).toBe(`/months/${VILLAGE}?month=2017-06`);
});

test("what of earlier months stands on a sheet is told on it, and a month that missed its own says where it is", async () => {
  const late: Schemas["FiledView"] = { number: 0, sheet: "2017-09-01", cause: "closed", note: "", signs: AUGUST, resident: 20, changed: [] };
  const of = person("c0017", "陈玉华", { step: "filed", filed: [late], checked: seen([], "电话里说过"), checked_by: "town" });
  const earlier: Schemas["EarlierView"][] = [
    { cadre: "c0018", name: "周建", month: "2017-07-01", number: 0, cause: "closed", note: "手机坏了", on_paper: true, never_heard: 3, resident: 21 },
    { cadre: "c0012", name: "罗小琴", month: "2017-06-01", number: 2, cause: "late_arrival", note: "06-09 缺勤→住村", on_paper: false, never_heard: 0, resident: 22 },
  ];
  await open(`/months/${TOWN}?month=2017-08`, { [LIST]: () => page([village([of], VILLAGE, "马鞍桥村", earlier)]) });
  expect(people()[0]?.get(".filings").text()).toBe("补归档,记在 2017年9月的表上:住村 20 天");
  const lines = at?.screen.findAll(".earlier li").map((one) => one.text().replace(/\s+/gu, " "));
  expect(lines).toEqual(["周建 2017年7月 补归档:住村 21 天 先核定:手机坏了 纸质代录 缺勤里有 3 天是一直没有消息", "罗小琴 2017年6月 2 号更正(迟到的记录):住村 22 天 06-09 缺勤→住村"]);
  // On paper as on the screen: up to which day the year is told, and why it was checked ahead.
  const printed = (selector: string) => at?.screen.findAll(selector).filter((one) => one.element.closest(".unprinted") === null).map((one) => one.text());
  expect(printed("th.figure")).toContain("全年 / 目标截至 2017-08-31");
  expect(printed(".person .quiet")).toContain("先核定:电话里说过");
});

test("a year without a calendar is warned of on the screen and in the close, which goes on by who says that they know", async () => {
  const { bodies } = await open(`/months/${TOWN}?month=2017-08`, {
    [LIST]: () => page([village([CHEN])]),
    [`GET /console/v1/divisions/${TOWN}/months/counts`]: () => ({ below: [counts(VILLAGE, "马鞍桥村")], footing: footing({ without_calendar: true }) }),
    [CLOSE]: () => ({ filed: 1, late: 0, corrections: 0, left: [] }),
  });
  expect(text(".footing")).toContain("2017 年的放假安排还没有导入");
  expect(at?.screen.get(".footing a").attributes("href")).toContain("/policy?show=calendar&year=2017");
  await click("归档");
  const go = dialog().querySelector<HTMLButtonElement>(".go");
  go?.click();
  await flushPromises();
  expect([go?.disabled, bodies(CLOSE)]).toEqual([true, []]);
  dialog().querySelector<HTMLInputElement>("input[name=known]")?.click();
  await flushPromises();
  expect(await axeFaults()).toEqual([]);
  go?.click();
  await flushPromises();
  expect(bodies(CLOSE)).toEqual([{ year: 2017, month: 8, without_calendar: true }]);
});

test("a calendar that is missed only at the close is asked about there, too", async () => {
  const { bodies } = await open(`/months/${TOWN}?month=2017-08`, {
    [LIST]: () => page([village([CHEN])]),
    [CLOSE]: ({ body }) => ((body as Schemas["CloseBody"]).without_calendar === true ? { filed: 1, late: 0, corrections: 0, left: [] } : refused(409, "month.without_calendar")),
  });
  await click("归档");
  const go = dialog().querySelector<HTMLButtonElement>(".go");
  go?.click();
  await flushPromises();
  expect(go?.disabled).toBe(true);
  dialog().querySelector<HTMLInputElement>("input[name=known]")?.click();
  await flushPromises();
  go?.click();
  await flushPromises();
  expect(bodies(CLOSE)).toHaveLength(2);
  expect(dialog().textContent).toContain("归档 1 人");
});

test("a month that is not over can't be closed, and its people are not to be checked yet", async () => {
  const of = person("c0017", "陈玉华", { step: "running", until: "2017-09-30", signs: "R".repeat(18) + "N".repeat(12), acknowledged: null, signed: null });
  await open(`/months/${TOWN}?month=2017-09`, { [LIST]: () => page([village([of])]) });
  expect((at?.screen.get(".close").element as HTMLButtonElement).disabled).toBe(true);
  expect(at?.screen.text()).toContain("过完再归档");
  expect(people()[0]?.text()).toContain("9月30日以后再核定");
  expect(people()[0]?.findAll(".one")).toHaveLength(0);
});

test("who may only look is offered nothing to do", async () => {
  desk.me = somebody({ acts: [{ act: "see_figures", divisions: ["610926"] }] });
  await open(`/months/${TOWN}`, { [LIST]: () => page([village([CHEN, LUO])]) });
  expect(at?.screen.findAll("button").map((button) => button.text()).filter((word) => /核定|归档|代录/u.test(word))).toEqual([]);
});

test("villages come by pages, and all of them before they are printed", async () => {
  const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
  const { asked } = await open(`/months/${TOWN}`, {
    [LIST]: ({ query }) => (query["after"] === VILLAGE ? page([village([LUO], "610926101205", "柳林村")]) : page([village([CHEN])], VILLAGE)),
  });
  await click("打印");
  expect(print).toHaveBeenCalledTimes(1);
  expect(at?.screen.findAll(".village")).toHaveLength(2);
  expect(asked.filter(({ call }) => call === LIST).map(({ query }) => query["after"])).toEqual([undefined, VILLAGE]);
  print.mockRestore();
});

test("a month narrowed to one unit is a sheet of its people in all villages, a county's too, and to look at alone", async () => {
  const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
  const units = "GET /console/v1/divisions/610926/months/units";
  const list = "GET /console/v1/divisions/610926/months";
  const { router, asked } = await open("/months/610926?month=2017-08", {
    "GET /console/v1/divisions/610926/months/counts": () => ({ below: [counts(TOWN, "大贵镇")], footing: footing() }),
    [units]: ({ query }) => (query["after"] === "市示范农业局" ? { units: ["市示范林业站"], next: null } : { units: ["市示范农业局"], next: "市示范农业局" }),
    [list]: ({ query }) => (query["after"] === VILLAGE ? page([village([LUO], "610926101205", "柳林村")]) : page([village([CHEN])], VILLAGE)),
  });
  const select = at?.screen.get<HTMLSelectElement>("select[name=unit]");
  expect(select?.findAll("option").map((one) => one.text())).toEqual(["所有单位", "市示范农业局", "市示范林业站"]);
  await select?.setValue("市示范农业局");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({ month: "2017-08", unit: "市示范农业局" });
  expect(text("h1")).toBe("平利县 · 市示范农业局 · 2017年8月月度表");
  expect(at?.screen.find(".totals").exists()).toBe(false);
  expect(at?.screen.findAll("button").map((button) => button.text()).filter((word) => /核定|归档|代录/u.test(word))).toEqual([]);
  expect(text(".of-unit")).toContain("先选回所有单位");
  expect(at?.screen.get("a[href*='months.xlsx']").attributes("href")).toBe(`/console/v1/divisions/610926/months.xlsx?year=2017&month=8&unit=${encodeURIComponent("市示范农业局")}`);
  expect(await axeFaults()).toEqual([]);
  await click("打印");
  expect(print).toHaveBeenCalledTimes(1);
  expect(at?.screen.findAll(".village h2").map((head) => head.findAll("a, span").map((part) => part.text()).join(" "))).toEqual(["马鞍桥村 市示范农业局 2017年8月", "柳林村 市示范农业局 2017年8月"]);
  expect(asked.filter(({ call }) => call === list).map(({ query }) => [query["unit"], query["after"]])).toEqual([["市示范农业局", undefined], ["市示范农业局", VILLAGE]]);
  print.mockRestore();
  await click("马鞍桥村");
  expect(router.currentRoute.value.fullPath).toBe(`/months/${VILLAGE}?month=2017-08&unit=${encodeURIComponent("市示范农业局")}`);
});

test("a unit in the address is taken and stays chosen where it has nobody; all units bring the whole sheet back", async () => {
  const { router, asked } = await open(`/months/${TOWN}?month=2017-08&unit=市示范农业局`, {
    [LIST]: ({ query }) => page(query["unit"] === undefined ? [village([CHEN])] : []),
  });
  const select = at?.screen.get<HTMLSelectElement>("select[name=unit]");
  expect(select?.element.value).toBe("市示范农业局");
  expect(text(".sheet")).toContain("这个月这里没有市示范农业局的驻村队员。");
  expect(asked.some(({ call }) => call === LEFT)).toBe(false);
  await select?.setValue("");
  await flushPromises();
  expect(router.currentRoute.value.fullPath).toBe(`/months/${TOWN}?month=2017-08`);
  expect([people().length, at?.screen.find(".close").exists()]).toEqual([1, true]);
});

test("a failure is none of an empty month's", async () => {
  let up = false;
  await open(`/months/${TOWN}`, { [LIST]: () => (up ? page([village([CHEN])]) : refused(503, "storage.busy")) });
  expect(at?.screen.get(".sheet [role=alert]").text()).toContain("storage.busy");
  up = true;
  await click("再试一次");
  expect(people()).toHaveLength(1);
});

test("which month, which sheet, which step", () => {
  expect([monthIn({ month: "2017-08" }), monthIn({ month: "2017-13" }), monthIn({})]).toEqual(["2017-08-01", null, null]);
  expect([lastMonth("2017-01-31"), endOf("2016-02-01"), hasSheet("610926"), hasSheet(TOWN)]).toEqual(["2016-12-01", "2016-02-29", false, true]);
  const marks = (more: Parameters<typeof person>[2]) => chainOf(person("c1", "x", more)).map(({ mark }) => mark);
  expect(marks({ acknowledged: null, signed: null, paper: SHEET })).toEqual(["paper", "paper", "open", "open"]);
  expect(marks({ acknowledged: null, signed: null, paper: { ...SHEET, signed: false } })).toEqual(["paper", "open", "open", "open"]);
  expect(movedOf(person("c1", "x"))).toEqual([]);
});
