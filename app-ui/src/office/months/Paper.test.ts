import { flushPromises } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { desk, signIn } from "../session";
import { axeFaults, refused, somebody, type Answers } from "../testing";
import { afterKey, openDays, weeksOf } from "./paper";
import { click, dialog, OF_VILLAGE, open as openAt, PAPER, person, SHEET, village, VILLAGE, type Opened } from "./testing";

const CHEN = person("c0017", "陈玉华", { step: "unacknowledged", acknowledged: null, signed: null });
let at: Opened | null = null;

async function open(answers: Answers = {}, path = `/months/${VILLAGE}?month=2017-08`): Promise<Opened> {
  at = await openAt(path, { [OF_VILLAGE]: () => ({ villages: [village([CHEN])], next: null }), [PAPER]: () => ({ waits: null }), ...answers });
  await click("纸质代录");
  await flushPromises();
  return at;
}

/** Keys go where the focus is, as a keyboard's do. */
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) {
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await flushPromises();
  }
}
const days = () => [...dialog().querySelectorAll(".day")];
async function send(): Promise<void> {
  dialog().querySelector("form")?.requestSubmit();
  await flushPromises();
}

beforeEach(() => {
  desk.me = somebody({ acts: ["see_figures", "keep_attendance"].map((act) => ({ act, divisions: ["610926"] })) });
});
afterEach(() => {
  at?.screen.unmount();
  at = null;
  desk.me = null;
});

test("a key a sign fills the month day by day, and a backspace takes the day before back", async () => {
  await open();
  await press("1", "1", "2", "3");
  expect(days().slice(0, 5).map((day) => day.getAttribute("aria-label"))).toEqual(["8月1日 周二 住村", "8月2日 周三 住村", "8月3日 周四 休息", "8月4日 周五 请假", "8月5日 周六 空着"]);
  expect(document.activeElement).toBe(days()[4]);
  await press("ArrowLeft", "4", "5");
  expect(days()[3]?.getAttribute("aria-label")).toContain("公务");
  expect(days()[4]?.getAttribute("aria-label")).toContain("不在村");
  await press("ArrowLeft", "Backspace");
  expect(days()[4]?.getAttribute("aria-label")).toContain("空着");
  expect(document.activeElement).toBe(days()[3]);
  await press("ArrowDown", "ArrowUp", "End");
  expect(document.activeElement).toBe(days()[30]);
  expect(dialog().querySelector(".sum")?.textContent).toBe("填了 4 天,空着 27 天,住村 2 天。");
  expect(await axeFaults()).toEqual([]);
});

test("the signs can be clicked, too, and the sheet goes out once with who signed it and where it is kept", async () => {
  let typed = false;
  const { bodies } = await open({ [OF_VILLAGE]: () => ({ villages: [village([typed ? { ...CHEN, paper: SHEET, on_paper: true } : CHEN])], next: null }), [PAPER]: () => ((typed = true), { waits: null }) });
  await click("1", dialog());
  await click("2", dialog());
  dialog().querySelector<HTMLInputElement>("[name=signed]")?.click();
  const note = dialog().querySelector("textarea") as HTMLTextAreaElement;
  note.value = "原件在镇农办";
  note.dispatchEvent(new Event("input"));
  dialog().querySelector("form")?.requestSubmit();
  await send();
  expect(bodies(PAPER)).toEqual([{ year: 2017, month: 8, cadre: "c0017", days: `RS${"-".repeat(29)}`, signed: true, note: "原件在镇农办", reason: "", seen: null }]);
  expect(document.querySelector(".el-dialog")).toBeNull();
  expect(at?.screen.get(".village [role=status]").text()).toBe("录好了:陈玉华");
  expect(at?.screen.get(".person .tag").text()).toBe("纸质代录");
  expect(at?.screen.findAll(".step")[1]?.text()).toBe("● 第一书记签在纸上");
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"))).toEqual([]);
});

test("an empty sheet is not sent", async () => {
  const { bodies } = await open();
  await send();
  expect(bodies(PAPER)).toEqual([]);
  expect(dialog().querySelector("[role=alert]")?.textContent).toContain("一天也没填");
});

test("a half-filled sheet outlives the dialog, and a session that ends", async () => {
  let signedIn = true;
  const { bodies } = await open({ [PAPER]: () => (signedIn ? { waits: null } : refused(401, "session.none")), "POST /console/v1/session": () => ((signedIn = true), desk.me) });
  await press("1", "1", "1");
  await click("先不办", dialog());
  await click("纸质代录");
  await flushPromises();
  expect(days().slice(0, 3).every((day) => day.textContent?.includes("●"))).toBe(true);
  expect(document.activeElement).toBe(days()[3]);
  await press("2");
  signedIn = false;
  await send();
  expect(desk.over).toBe(true);
  await signIn({ login: "lin", password: "good" });
  await flushPromises();
  expect(bodies(PAPER).slice(-1)).toEqual([expect.objectContaining({ days: `RRRS${"-".repeat(27)}` })]);
});

test("a sheet that was typed in before is opened, not begun anew, and what was seen of it goes along", async () => {
  const paper = { ...SHEET, seconded_by: "周办事员" };
  const { bodies } = await open({ [OF_VILLAGE]: () => ({ villages: [village([{ ...CHEN, paper }])], next: null }) });
  expect(dialog().querySelector(".again")?.textContent).toContain("林办事员");
  expect(dialog().querySelector(".again")?.textContent).toContain("那一次是周办事员复核的");
  expect(days()[5]?.getAttribute("aria-label")).toContain("休息");
  expect(dialog().querySelector("textarea")?.value).toBe("原件在镇农办");
  expect(dialog().querySelector<HTMLInputElement>("[name=signed]")?.checked).toBe(true);
  await press("ArrowUp", "Home", "2");
  await send();
  expect(bodies(PAPER)).toEqual([expect.objectContaining({ days: `S${SHEET.days.slice(1)}`, seen: "aa", signed: true, note: "原件在镇农办" })]);
});

test("whoever was overtaken keeps what was typed, sees that it is another, and can go on from that", async () => {
  const others = { ...SHEET, days: "B".repeat(31), typed_by: "席办事员", seen: "bb" };
  let overtaken = false;
  const { bodies } = await open({
    [OF_VILLAGE]: () => ({ villages: [village([{ ...CHEN, paper: overtaken ? others : SHEET }])], next: null }),
    [PAPER]: ({ body }) => ((overtaken = true), (body as { seen: string }).seen === "bb" ? { waits: null } : refused(409, "paper_month.changed_meanwhile")),
  });
  await press("2");
  await send();
  expect(dialog().querySelector("[role=alert]")?.textContent).toContain("paper_month.changed_meanwhile");
  expect(dialog().querySelector(".stale")?.textContent).toContain("别人动过这张表");
  expect(days()[0]?.getAttribute("aria-label")).toContain("休息");
  await click("放下我填的", dialog());
  expect(days()[0]?.getAttribute("aria-label")).toContain("公务");
  await send();
  expect(bodies(PAPER).slice(-1)).toEqual([expect.objectContaining({ days: "B".repeat(31), seen: "bb" })]);
});

test("where it takes two people it is asked for with a reason, and that it waits is said", async () => {
  const { bodies } = await open({ [OF_VILLAGE]: () => ({ villages: [village([{ ...CHEN, paper_takes_two: true }])], next: null }), [PAPER]: () => ({ waits: { id: "a1" } }) });
  expect(dialog().querySelector(".two")?.textContent).toContain("第二个人同意了才算");
  await press("1");
  await send();
  expect(dialog().querySelector("[role=alert]")?.textContent).toContain("还差:为什么要代录");
  const reason = [...dialog().querySelectorAll("textarea")][1] as HTMLTextAreaElement;
  reason.value = "手机进水";
  reason.dispatchEvent(new Event("input"));
  expect(await axeFaults()).toEqual([]);
  await send();
  expect(bodies(PAPER)).toEqual([expect.objectContaining({ reason: "手机进水", seen: null })]);
  expect(at?.screen.get(".village [role=status]").text()).toContain("等第二个人同意");
});

test("days that have not come stay blank", async () => {
  await open({}, `/months/${VILLAGE}?month=2017-09`);
  await press("End", "1", "1");
  expect(days()[17]?.getAttribute("aria-label")).toContain("住村");
  expect(days()[18]?.getAttribute("aria-label")).toBe("9月19日 周二 还没到");
  expect(days()[18]?.getAttribute("aria-disabled")).toBe("true");
});

test("keys, weeks and days as they are reckoned", () => {
  const blank = { days: "---", place: 0 };
  expect(afterKey(blank, "1", 3)).toEqual({ days: "R--", place: 1 });
  expect(afterKey(blank, "ArrowDown", 3)).toEqual(blank);
  expect(afterKey({ days: "RRR", place: 2 }, "0", 3)).toEqual({ days: "RR-", place: 2 });
  expect(afterKey(blank, "q", 3)).toBeNull();
  expect(afterKey(blank, "1", 0)).toBeNull();
  expect([openDays("2017-08-01", 31, "2017-09-18"), openDays("2017-09-01", 30, "2017-09-18"), openDays("2017-10-01", 31, "2017-09-18")]).toEqual([31, 18, 0]);
  expect(weeksOf("2017-08-01", 31)[0]).toEqual([null, 0, 1, 2, 3, 4, 5]);
});
