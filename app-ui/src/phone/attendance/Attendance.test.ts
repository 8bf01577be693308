import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import type { DaySheetView } from "../../generated/DaySheetView";
import type { LeaveView } from "../../generated/LeaveView";
import type { MonthDay } from "../../generated/MonthDay";
import type { MonthView } from "../../generated/MonthView";
import type { TeamView } from "../../generated/TeamView";
import type { YearRing } from "../../generated/YearRing";
import { rustAnswers, type Answers } from "../../shared/testing";
import { i18n, speak } from "../i18n";
import { placeOf } from "../me/places";
import { phone } from "../state";
import QrScanner from "../../shared/qr/QrScanner.vue";
import routes from "./routes";

afterEach(() => {
  speak("zh-CN");
  phone.leadsTeam = false;
});

const why = (code: string, zh: string, en = "Why.") => ({ code, zh, en });

function day(of: number, state: string, more: Partial<MonthDay> = {}): MonthDay {
  return {
    day: `2017-09-${String(of).padStart(2, "0")}`,
    weekday: ((of + 3) % 7) + 1,
    state,
    why: why(`${state}.x`, "本人写了住村。"),
    due: true,
    lunar: { month: 7, leap: false, day: of + 10, month_zh: "七月", day_zh: "廿四" },
    term: null,
    holiday: null,
    is_rest: false,
    explained: false,
    ...more,
  };
}

const ring = (more: Partial<YearRing> = {}): YearRing => ({
  year: 2017,
  resident: 158,
  target: 220,
  needed: 62,
  possible: 109,
  days_left: 109,
  reach: "possible",
  latest_start: "2017-10-31",
  at_present_pace: "2017-11-26",
  policies: ["ankang-2017/1"],
  ...more,
});

const nothing = { resident: 0, rest: 0, leave: 0, business: 0, absent: 0, contradicted: 0, unconfirmed: 0 };

const month = (more: Partial<MonthView> = {}): MonthView => ({
  month: "2017-09-01",
  today: "2017-09-14",
  village: "610926101205",
  cadre: { id: "c0017", name: "陈玉华" },
  year: ring(),
  counted_by: null,
  days: [day(1, "resident"), day(2, "rest", { is_rest: true }), day(12, "contradicted", { why: why("contradicted.seen_away", "第一书记当天看见不在。请说明。") }), day(14, "unconfirmed")],
  totals: { ...nothing, resident: 1, rest: 1, contradicted: 1, unconfirmed: 1 },
  acknowledgement: null,
  signature: null,
  filed: null,
  can_acknowledge: false,
  until: "2017-09-30",
  on_paper: false,
  signs: "rrr",
  leaves: [],
  leave_kinds: [],
  ...more,
});

const leave = (more: Partial<LeaveView> = {}): LeaveView => ({
  id: "l1",
  heads: ["h1"],
  cadre: { id: "c0017", name: "陈玉华" },
  leave: { code: "personal", zh: "事假", en: "Personal leave" },
  first_day: "2017-09-04",
  last_day: "2017-09-05",
  by_voice: true,
  said: null,
  decision: null,
  returned: null,
  can_end: false,
  sent: true,
  ...more,
});

const team = (more: Partial<TeamView> = {}): TeamView => ({
  village: "610926101205",
  village_name: "马鞍桥村",
  month: "2017-09-01",
  today: "2017-09-14",
  counted_by: null,
  members: [],
  tonight: { day: "2017-09-14", team: [{ id: "c0017", name: "陈玉华" }, { id: "c0018", name: "何志强" }], noted: null },
  to_decide: [],
  compared: { agree: 0, silent: 0, differ: [] },
  ...more,
});

const written = { record: "r1", edit: "e1", sent: false, waits: false, clock_doubtful: false };

async function at(path: string, answers: Answers) {
  const asked = rustAnswers({ leave_form: () => null, keep_form: () => null, ...answers });
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: "/:rest(.*)*", component: { template: "<p />" } }] });
  await router.push(path);
  const screen = mount({ template: "<RouterView />" }, { global: { plugins: [router, i18n] }, attachTo: document.body });
  await flushPromises();
  await flushPromises();
  return { asked, router, screen };
}

test("the year says what is missing, when it is enough and from when on every night counts", async () => {
  const { screen } = await at("/attendance", { own_month: () => month() });
  const words = screen.get(".ring").text();
  expect(words).toContain("还差 62 天");
  expect(words).toContain("11月26日");
  expect(words).toContain("最迟 10月31日起");
  expect(screen.get(".ring svg").attributes("aria-label")).toBe("住村 158 天,目标 220 天");
});

test("each reach has its own words and no number stands alone", async () => {
  for (const [reach, words] of [
    ["reached", "已经够 220 天了"],
    ["nothing_owed", "这年没有应住的天数"],
    ["if_confirmed", "先把它们说清楚"],
    ["impossible", "剩下的天数不够了"],
  ] as const) {
    const { screen } = await at("/attendance", { own_month: () => month({ year: ring({ reach, latest_start: null, at_present_pace: null }) }) });
    expect(screen.get(".ring").text()).toContain(words);
    screen.unmount();
  }
});

test("a day is a shape and a sentence before it is a colour, and opens what is behind it", async () => {
  const { screen } = await at("/attendance", { own_month: () => month() });
  const cells = screen.findAll("a.day");
  expect(cells.map((cell) => cell.get(".mark").text())).toEqual(["●", "○", "!", "?"]);
  expect(cells[2]?.get(".read-out").text()).toContain("存疑 第一书记当天看见不在。请说明。");
  expect(cells[2]?.attributes("href")).toContain("/attendance/day/2017-09-12");
  expect(cells[3]?.classes()).toContain("today");
  // What is to be cleared up comes once more, in words.
  expect(screen.findAll(".clear").map((row) => row.attributes("href"))).toEqual([
    "/attendance/day/2017-09-14",
    "/attendance/day/2017-09-12",
  ]);
});

test("in English the same things are said without a word of Chinese on the calendar", async () => {
  speak("en");
  const { screen } = await at("/attendance", { own_month: () => month() });
  expect(screen.get(".grid:last-child").text()).not.toMatch(/[㐀-鿿]/u);
  expect(screen.get(".ring").text()).toContain("62 days to go");
});

test("a month is acknowledged by one tap once it is over, and a later change asks again", async () => {
  const changed = [{ day: "2017-09-12", was: "resident", is: "unconfirmed" }];
  const { asked, screen } = await at("/attendance", {
    own_month: () => month({ can_acknowledge: true, acknowledgement: { id: "a1", until: "2017-09-30", changed, sent: true } }),
    acknowledge_month: () => written,
  });
  expect(screen.text()).toContain("确认以后变了 1 天");
  expect(screen.text()).toContain("9月12日:住村 → 待确认");
  await screen.get(".pair .filled").trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "acknowledge_month")?.takes).toEqual({
    month: "2017-09-01",
    signs: "rrr",
  });
  expect(asked.filter((one) => one.command === "own_month")).toHaveLength(2);
});

test("a leave by voice is one tap for the member", async () => {
  const { asked, screen } = await at("/attendance", { own_month: () => month({ leaves: [leave()] }), say_of_voice_leave: () => written });
  const taps = screen.findAll(".taps .button");
  expect(taps.map((tap) => tap.text())).toEqual(["是", "没有这回事"]);
  await taps[1]?.trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "say_of_voice_leave")?.takes).toEqual({ leave: "l1", so: false, heads: ["h1"] });
});

const sheet = (more: Partial<DaySheetView> = {}): DaySheetView => ({
  day: day(12, "contradicted"),
  village: "610926101205",
  cadre: { id: "c0017", name: "陈玉华" },
  words: [
    { kind: "diary", id: "d1", by: { id: "c0017", name: "陈玉华" }, office: null, says: "village", cause: null, text: "上午看路。", counts: true, sent: true },
    { kind: "review", id: "v1", by: null, office: "town", says: "returned", cause: { code: "stay_missing", zh: "没写晚上住在哪", en: "It does not say where the night was spent" }, text: "没写住哪。", counts: false, sent: true },
  ],
  support: [],
  objection: null,
  can_correct: true,
  explain_to: "grade",
  against: ["o1"],
  judgeable: null,
  ...more,
});

test("an office's word along with its acceptance is read on the day", async () => {
  const word = { kind: "review", id: "v1", by: null, office: "county", says: "accepted", cause: null, text: "水渠的事写得清楚。", counts: true, sent: true };
  const { screen } = await at("/attendance/day/2017-09-12", { day_sheet: () => sheet({ words: [word] }) });
  expect(screen.get(".row").text()).toContain("审核: 通过");
  expect(screen.get(".row .text").text()).toBe("水渠的事写得清楚。");
});

test("a day shows who said what, what does not count, and the way to explain", async () => {
  const { screen } = await at("/attendance/day/2017-09-12", { day_sheet: () => sheet() });
  const rows = screen.findAll(".row");
  expect(rows[0]?.text()).toContain("陈玉华 日志: 住在村里");
  expect(rows[1]?.text()).toContain("镇办公室 审核: 退回");
  expect(rows[1]?.text()).toContain("没写晚上住在哪");
  expect(rows[1]?.text()).toContain("不作数");
  // What the day is stands there in the policy's word and a sentence; its code is nobody's word.
  expect(screen.get(".why").text()).toBe("! 存疑本人写了住村。");
  expect(screen.findAll(".pair a").map((link) => link.attributes("href"))).toEqual(["/attendance/explain/2017-09-12", "/today/2017-09-12"]);
});

test("one's own day shows how it is supported, innocently, and the near-equal day is a tap away where it is one's own", async () => {
  const said = (code: string, zh: string) => ({ code, zh, en: zh });
  const alike = (percent: number, day: string | null) => ({ said: said("near_equal_text", `和 2017年9月5日 写的有 ${percent}% 相同。`), innocent: said("near_equal_text", "也可能是同一件事接着做,两天差不多。"), day });
  const support = { grade: "plausible", reasons: [{ said: said("stay.away", "本人写了住村。"), innocent: null, day: null }], hints: [alike(97, "2017-09-05"), alike(92, null)] };
  const { screen } = await at("/attendance/day/2017-09-12", { day_sheet: () => sheet({ support: [support] }) });
  const shown = screen.get(".support");
  expect(shown.text()).toContain("可信");
  expect(shown.text()).toContain("和 2017年9月5日 写的有 97% 相同。也可能是同一件事接着做,两天差不多。看 9月5日");
  expect(shown.text()).toContain("佐证多少不影响这天算不算。");
  expect(shown.findAll("a").map((link) => link.attributes("href"))).toEqual(["/attendance/day/2017-09-05"]);
  const without = await at("/attendance/day/2017-09-12", { day_sheet: () => sheet() });
  expect(without.screen.find(".support").exists()).toBe(false);
});

test("an explanation is about the day as it is shown, whatever was left half written", async () => {
  const draft = { id: "f1", kind: "objection", village: "610926101205", record: null, is_change: true, changed: true, saved_at: 1, fields: { cadre: "c0017", day: "2017-09-12", to: "question", against: ["o0"], text: "那晚去接药。" } };
  const { asked, screen } = await at("/attendance/explain/2017-09-12", { day_sheet: () => sheet(), open_form: () => draft, write_form: () => written });
  expect((screen.get("textarea").element as HTMLTextAreaElement).value).toBe("那晚去接药。");
  await screen.get(".main-button").trigger("click");
  await flushPromises();
  const fields = asked.find((one) => one.command === "write_form")?.takes["fields"];
  expect(fields).toMatchObject({ to: "grade", against: ["o0", "o1"], shown: "contradicted.x", text: "那晚去接药。" });
});

test("all here is one tap, and whoever is away is named with what is known", async () => {
  phone.leadsTeam = true;
  const evening = { id: "o1", kind: "observation", village: "610926101205", record: "r1", is_change: false, changed: false, saved_at: 1, fields: { observer: "c0016", day: "2017-09-14", everybody_here: true } };
  const { asked, screen } = await at("/attendance/team", { team: () => team(), forms: () => [], note_evening: () => written, who: () => ({ person: "c0016" }), open_form: () => evening, write_form: () => written });
  await screen.get(".main-button").trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "note_evening")?.takes).toEqual({ day: "2017-09-14", absent: [], note: "" });
  await screen.get(".pair .button").trigger("click");
  await flushPromises();
  await screen.findAll(".chip").find((chip) => chip.text() === "何志强")?.trigger("click");
  await screen.get(".why textarea").setValue("县里开会 ");
  await screen.get(".main-button").trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "open_form")?.takes["said"]).toEqual({ observer: "c0016", day: "2017-09-14", everybody_here: true });
  expect(asked.find((one) => one.command === "write_form")?.takes["fields"]).toMatchObject({ everybody_here: true, absent: [{ person: "c0018", why: "县里开会" }] });
});

test("a reason for who is away is kept while it is typed, and is there again after the program was ended", async () => {
  phone.leadsTeam = true;
  const left = { id: "o1", kind: "observation", village: "610926101205", record: "r1", is_change: false, changed: true, saved_at: 1, fields: { observer: "c0016", day: "2017-09-14", everybody_here: true, absent: [{ person: "c0018", why: "县里" }] } };
  const { asked, screen } = await at("/attendance/team", { team: () => team(), forms: () => [left], who: () => ({ person: "c0016" }), open_form: () => left });
  await flushPromises();
  expect((screen.get(".why textarea").element as HTMLTextAreaElement).value).toBe("县里");
  await screen.get(".why textarea").setValue("县里开会");
  screen.unmount();
  await flushPromises();
  expect(asked.find((one) => one.command === "keep_form")?.takes["fields"]).toMatchObject({ absent: [{ person: "c0018", why: "县里开会" }] });
});

test("what was left of another village's evening does not open this one's", async () => {
  phone.leadsTeam = true;
  const left = { id: "o1", kind: "observation", village: "610926101206", record: "r1", is_change: false, changed: true, saved_at: 1, fields: { observer: "c0016", day: "2017-09-14", absent: [{ person: "c0031" }] } };
  const { asked, screen } = await at("/attendance/team", { team: () => team(), forms: () => [left] });
  await flushPromises();
  expect(asked.map((one) => one.command)).toContain("forms");
  expect(screen.text()).toContain("都在");
  expect(asked.map((one) => one.command)).not.toContain("open_form");
});

test("a leave by voice that was left of another village is about that one's team", async () => {
  phone.leadsTeam = true;
  const left = { id: "v1", kind: "voice_leave", village: "610926101206", record: null, is_change: false, changed: true, saved_at: 1, fields: { cadre: "c0031", leave: "personal" } };
  const other = { day: "2017-09-14", team: [{ id: "c0031", name: "石磊" }], noted: null };
  const answers = {
    forms: () => [left],
    form: () => left,
    own_month: () => month(),
    team: ({ village }: Record<string, unknown>) => (village === "610926101206" ? team({ village: "610926101206", tonight: other }) : team()),
    open_form: () => ({ ...left, id: "v2", village: "610926101205", fields: {}, changed: false }),
  };
  const { screen } = await at("/attendance/voice-leave?draft=v1", answers);
  const people = () => screen.get("[aria-label='谁']").findAll(".choice").map((choice) => choice.text());
  expect(people()).toEqual(["石磊"]);
  screen.unmount();
  const begun = await at("/attendance/voice-leave", answers);
  expect(begun.screen.get("[aria-label='谁']").findAll(".choice").map((choice) => choice.text())).toEqual(["陈玉华", "何志强"]);
});

test("a word that was left of another village is gone on with there and written there, whichever the screens are about", async () => {
  const said = { subject: "s1", judged: ["h0"], reason: "那天没见到人", note: "那天没见到人", text: "那天没见到人" };
  const left = (kind: string, fields = {}) => ({ id: "x1", kind, village: "610926101206", record: "r1", is_change: false, changed: true, saved_at: 1, fields: { ...said, ...fields } });
  for (const [kind, place, writes] of [
    ["confirmation", "/attendance/reason/question/s1?heads=h1&draft=x1", { subject: "s1", judged: ["h1"], result: "questioned", reason: "那天没见到人,打了电话" }],
    ["leave_decision", "/attendance/reason/refuse/s1?heads=h1&draft=x1", { subject: "s1", judged: ["h1"], granted: false, first_day: null, last_day: null, note: "那天没见到人,打了电话" }],
    ["objection_decision", "/attendance/reason/not_uphold/s1?heads=h1&draft=x1", { subject: "s1", judged: ["h1"], upheld: false, reason: "那天没见到人,打了电话" }],
    ["leave_reason", "/attendance/leave/s1/reason?draft=x1", { reason: "那天没见到人,打了电话" }],
    ["objection", "/attendance/explain/2017-09-12?draft=x1", { text: "那天没见到人,打了电话" }],
  ] as const) {
    const { asked, screen } = await at(place, { form: () => left(kind), own_month: () => month(), day_sheet: () => sheet(), team: () => team(), write_form: () => written });
    await flushPromises();
    expect(screen.get("textarea").element.value, kind).toBe("那天没见到人");
    await screen.get("textarea").setValue("那天没见到人,打了电话");
    await screen.get(".main-button").trigger("click");
    await flushPromises();
    const sent = asked.filter((one) => one.command === "write_form").map((one) => one.takes);
    expect(sent, kind).toMatchObject([{ id: "x1", fields: writes }]);
    expect(asked.map((one) => one.command), kind).not.toContain("open_form");
    screen.unmount();
  }
});

test("a yes that somebody mends is never made a no: its draft leads back to the mend, by whichever way it is come upon", async () => {
  for (const [kind, what, yes] of [
    ["confirmation", "question", { result: "confirmed" }],
    ["leave_decision", "refuse", { granted: true, first_day: "2017-09-04", last_day: "2017-09-05" }],
    ["objection_decision", "not_uphold", { upheld: true }],
  ] as const) {
    const mend = { id: "x1", kind, village: "610926101205", record: "r1", is_change: false, changed: true, saved_at: 1, fields: { subject: "s1", judged: ["h1"], note: "他家里有事", ...yes } };
    expect(placeOf(mend)).toBe("/me/returned/r1");
    expect(placeOf({ ...mend, fields: { ...mend.fields, granted: false, result: "questioned", upheld: false } })).toBe(`/attendance/reason/${what}/s1?heads=h1&draft=x1`);
    for (const [place, more] of [
      [`/attendance/reason/${what}/s1?heads=h2&draft=x1`, { form: () => mend }],
      [`/attendance/reason/${what}/s1?heads=h2`, { team: () => team(), open_form: () => mend }],
    ] as const) {
      const { asked, router, screen } = await at(place, more);
      await flushPromises();
      expect(router.currentRoute.value.path).toBe("/me/returned/r1");
      screen.unmount();
      await flushPromises();
      expect(asked.filter((one) => ["keep_form", "write_form"].includes(one.command))).toEqual([]);
    }
  }
});

test("a leave that was granted and changed since is refused as it is now", async () => {
  const granted = { id: "x1", kind: "leave_decision", village: "610926101205", record: "r1", is_change: true, changed: false, saved_at: 1, fields: { subject: "s1", judged: ["h1"], granted: true, first_day: "2017-09-04", last_day: "2017-09-05" } };
  const { asked, screen } = await at("/attendance/reason/refuse/s1?heads=h2", { team: () => team(), open_form: () => granted, write_form: () => written });
  await screen.get("textarea").setValue("人手不够");
  await screen.get(".main-button").trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "write_form")?.takes["fields"]).toMatchObject({ judged: ["h2"], granted: false, first_day: null, last_day: null, note: "人手不够" });
});

test("the reason of a leave is asked for by its request, which says whose office reads it", async () => {
  const reason = { id: "x2", kind: "leave_reason", village: "610926101206", record: "r2", is_change: true, changed: false, saved_at: 1, fields: { request: "l1", reason: "家里有事", medical: false } };
  const { asked, screen } = await at("/attendance/leave/l1/reason", { open_leave_reason: () => reason, own_month: () => month() });
  expect(asked.find((one) => one.command === "open_leave_reason")?.takes).toEqual({ request: "l1" });
  expect(asked.map((one) => one.command)).not.toContain("open_form");
  expect(screen.get("textarea").element.value).toBe("家里有事");
});

test("who was noted as away and has come after all: the draft is written as everybody here, and none is left over", async () => {
  phone.leadsTeam = true;
  const absent = [{ person: "c0018", why: "县里开会" }];
  const evening = { id: "o1", kind: "observation", village: "610926101205", record: "r1", is_change: true, changed: false, saved_at: 1, fields: { observer: "c0016", day: "2017-09-14", everybody_here: true, absent } };
  const noted = { absent: [{ person: { id: "c0018", name: "何志强" }, why: "县里开会" }] };
  const view = team();
  let left = [] as unknown[];
  const { asked, screen } = await at("/attendance/team", {
    team: () => ({ ...view, tonight: { ...view.tonight, noted: left.length === 0 ? noted : { absent: [] } } }),
    forms: () => left,
    who: () => ({ person: "c0016" }),
    open_form: () => evening,
    keep_form: () => {
      left = [{ ...evening, changed: true }];
      return null;
    },
    write_form: () => {
      left = [];
      return written;
    },
  });
  await screen.get(".again").trigger("click");
  await screen.get(".pair .button:not(.main-button)").trigger("click");
  await flushPromises();
  await screen.findAll(".chip").find((chip) => chip.text() === "何志强")?.trigger("click");
  await screen.get(".all").trigger("click");
  await flushPromises();
  expect(asked.filter((one) => one.command === "write_form").map((one) => one.takes)).toEqual([
    { id: "o1", fields: { observer: "c0016", day: "2017-09-14", everybody_here: true, present: [], absent: [] } },
  ]);
  expect(asked.map((one) => one.command)).not.toContain("note_evening");
  expect(left).toEqual([]);
  expect(screen.find(".why").exists()).toBe(false);
});

test("a leave that is still to be decided leads to its reason", async () => {
  const { screen } = await at("/attendance", { own_month: () => month({ leaves: [leave({ by_voice: false })] }) });
  expect(screen.findAll("a").map((link) => link.attributes("href"))).toContain("/attendance/leave/l1/reason");
});

test("what waits is granted by a tap, and what is against one's own word is not one's to decide", async () => {
  const objection = { id: "o1", to: "grade", text: "我在村里。", upheld: null, decided_by: null, reason: "", heads: ["h1"], sent: true };
  const item = { what: "leave", person: { id: "c0018", name: "何志强" }, day: "2017-09-04", why: null, leave: leave({ by_voice: false }), heads: ["h2"], objection: null, for_the_office: false };
  const to_decide = [item, { ...item, what: "objection", leave: null, objection, for_the_office: true, day: "2017-09-12" }];
  const { asked, screen } = await at("/attendance/team", { team: () => team({ to_decide }), grant_leave: () => written });
  expect(screen.text()).toContain("这条归办公室定");
  expect(screen.text()).not.toContain("不认");
  const refuse = screen.findAll("a").find((link) => link.text() === "不准");
  expect(refuse?.attributes("href")).toBe("/attendance/reason/refuse/l1?heads=h2");
  await screen.findAll("button").find((button) => button.text() === "准")?.trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "grant_leave")?.takes).toEqual({ request: "l1", heads: ["h2"] });
});

test("a leave by voice that is denied is taken back as it is shown", async () => {
  const item = { what: "voice_leave", person: { id: "c0018", name: "何志强" }, day: "2017-09-04", why: null, leave: leave({ by_voice: true, said: false }), heads: ["h3"], objection: null, for_the_office: false };
  const { asked, screen } = await at("/attendance/team", { team: () => team({ to_decide: [item] }), withdraw_voice_leave: () => written });
  await screen.findAll("button").find((button) => button.text() === "记错了,撤掉")?.trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "withdraw_voice_leave")?.takes).toMatchObject({ leave: "l1", heads: ["h3"] });
});

test("what changed between look and tap is not judged: it is told, and shown as it is now", async () => {
  const changed = { sentences: [{ code: "judgement.changed_meanwhile", zh: "就在刚才,这里又有改动。", en: "It has just changed." }], of_the_line: false };
  const late = () => {
    throw changed;
  };
  let last = "2017-09-06";
  const item = () => ({ what: "leave", person: { id: "c0018", name: "何志强" }, day: "2017-09-04", why: null, leave: leave({ by_voice: false, last_day: last }), heads: ["h2"], objection: null, for_the_office: false });
  const { screen } = await at("/attendance/team", { team: () => team({ to_decide: [item()] }), grant_leave: late });
  last = "2017-09-13";
  await screen.findAll("button").find((button) => button.text() === "准")?.trigger("click");
  await flushPromises();
  expect(screen.text()).toContain("9月13日");
  expect(screen.get("[role=alert]").text()).toContain("就在刚才");

  const day = await at("/attendance/day/2017-09-12/c0017", { day_sheet: () => sheet({ judgeable: { subject: "d1", heads: ["h7"] } }), confirm_day: late });
  await day.screen.findAll("button").find((button) => button.text() === "属实")?.trigger("click");
  await flushPromises();
  expect(day.asked.find((one) => one.command === "confirm_day")?.takes).toEqual({ cadre: "c0017", day: "2017-09-12", heads: ["h7"] });
  expect(day.asked.filter((one) => one.command === "day_sheet")).toHaveLength(2);
  expect(day.screen.get("[role=alert]").text()).toContain("judgement.changed_meanwhile");
});

test("a refusal judges what is seen now and says no, whatever was said before", async () => {
  const draft = { id: "f1", kind: "leave_decision", village: "610926101205", record: "x", is_change: true, changed: false, saved_at: 1, fields: { subject: "l1", level: "village", judged: ["h0"], granted: true, first_day: "2017-09-04", last_day: "2017-09-05" } };
  const { asked, screen } = await at("/attendance/reason/refuse/l1?heads=h2", { team: () => team(), open_form: () => draft, write_form: () => written });
  await screen.get("textarea").setValue("月底检查。");
  await screen.get(".main-button").trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "write_form")?.takes["fields"]).toMatchObject({
    judged: ["h2"],
    granted: false,
    first_day: null,
    last_day: null,
    note: "月底检查。",
  });
});

test("a month is shown code by code", async () => {
  const { screen } = await at("/attendance/codes/2017-09-01", { month_codes: () => ({ month: "2017-09-01", codes: ["<svg id='one'/>", "<svg id='two'/>"] }) });
  expect(screen.text()).toContain("第 1 个,共 2 个");
  expect(screen.get("img").attributes("src")).toContain("one");
  await screen.get(".filled").trigger("click");
  expect(screen.get("img").attributes("src")).toContain("two");
});

test("a month is read code by code, a code of another set costs nothing, and what was read is shown", async () => {
  const night = { day: "2017-09-01", stay: { code: "village", zh: "村里", en: "In the village" }, has_come: false, changed: false };
  const read = { person: { id: "c0017", name: "陈玉华" }, month: "2017-09-01", made_at: 1, device: "d", nights: [night] };
  const { asked, screen } = await at("/attendance/read", {
    witness_codes: ({ codes }) => {
      const given = codes as string[];
      if (given.includes("other")) throw { sentences: [{ code: "qr.other_set", zh: "这个码和前面扫的不是一组。", en: "Another set." }], of_the_line: false };
      return given.length < 2 ? { of: 2, missing: [2], month: null } : { of: 2, missing: [], month: read };
    },
  });
  const scanner = screen.getComponent(QrScanner);
  for (const text of ["one", "other", "one", "two"]) {
    scanner.vm.$emit("read", text);
    await flushPromises();
    if (text === "other") expect(screen.text()).toContain("不是一组");
  }
  const given = asked.filter((one) => one.command === "witness_codes").map((one) => one.takes["codes"]);
  expect(given).toEqual([["one"], ["one", "other"], ["one", "two"]]);
  expect(screen.text()).toContain("陈玉华 2017年9月扫到了:1 晚");
  expect(screen.text()).toContain("9月1日:村里");
});

test("a member's days are opened large enough to be tapped, each read out by day and state", async () => {
  phone.leadsTeam = true;
  const days = [{ day: "2017-09-01", state: "resident" }, { day: "2017-09-02", state: "absent" }];
  const member = { person: { id: "c0018", name: "何志强" }, role: "resident", days, totals: { ...nothing, resident: 1, absent: 1 }, year: ring(), acknowledgement: null, signature: null, can_sign: true, on_paper: false, signs: "RA", filed: null, witnessed: null };
  const lead = { ...member, person: { id: "c0001", name: "周明" }, role: "first_secretary", can_sign: false };
  const { screen } = await at("/attendance/team", { team: () => team({ members: [lead, member] }) });
  expect(screen.findAll(".each")).toHaveLength(1);
  // Each mark under its date; opened, the days themselves take their place.
  expect(screen.findAll(".strip").map((strip) => strip.findAll(".number").map((number) => number.text()))).toEqual([["1", "2"], ["1", "2"]]);
  await screen.get(".each").trigger("click");
  expect(screen.get(".each").attributes("aria-expanded")).toBe("true");
  expect(screen.findAll(".strip")).toHaveLength(1);
  const links = screen.findAll(".days a");
  expect(links.map((link) => [link.attributes("href"), link.attributes("aria-label")])).toEqual([
    ["/attendance/day/2017-09-01/c0018", "9月1日 住村"],
    ["/attendance/day/2017-09-02/c0018", "9月2日 缺勤"],
  ]);
});

test("a month that is over is signed as it is shown, and what offices filed of it stands there", async () => {
  phone.leadsTeam = true;
  const days = [{ day: "2017-09-01", state: "resident" }];
  const filed = { number: 0, resident: 1, changed: [{ day: "2017-09-02", was: "unconfirmed", is: "resident" }] };
  const member = { person: { id: "c0018", name: "何志强" }, role: "resident", days, totals: { ...nothing, resident: 1 }, year: ring(), acknowledgement: null, signature: null, can_sign: true, on_paper: false, signs: "RU", filed, witnessed: null };
  const { asked, screen } = await at("/attendance/team", { team: () => team({ members: [member] }), sign_month: () => written });
  expect(screen.text()).toContain("已归档:住村 1 天");
  expect(screen.text()).toContain("归档后变了 1 天");
  await screen.get("button.sign").trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "sign_month")?.takes).toEqual({
    cadre: "c0018",
    month: "2017-09-01",
    signs: "RU",
    // Of several villages it is signed in the one that is looked at.
    village: "610926101205",
  });
  expect(asked.filter((one) => one.command === "team"), "looked at again").toHaveLength(2);
});

test("a year that is counted by another's calendar or policy says so in one quiet sentence, one's own and the team's", async () => {
  const counted_by = { code: "year.without_calendar", zh: "2026 年还没有节假日历,节假日先照上班日算;等办公室导入。", en: "2026 has no calendar of holidays yet." };
  const mine = await at("/attendance", { own_month: () => month({ counted_by }) });
  expect(mine.screen.get(".counted_by").text()).toBe(counted_by.zh);
  speak("en");
  const whole = await at("/attendance/team", { team: () => team({ counted_by }) });
  expect(whole.screen.get(".counted_by").text()).toBe(counted_by.en);
  const own = await at("/attendance", { own_month: () => month() });
  expect(own.screen.find(".counted_by").exists()).toBe(false);
});

test("what was seen is held against diaries alone, and the count of the rest says so", async () => {
  phone.leadsTeam = true;
  const { screen } = await at("/attendance/team", { team: () => team({ compared: { agree: 2, silent: 3, differ: [] } }) });
  expect(screen.text()).toContain("3 人次还没见到写住处的日志");
  speak("en");
  await flushPromises();
  expect(screen.text()).toContain("3 nights of which no diary here says where");
});

test("a word that was not taken says why at the button, where who tapped it looks, and not on another month", async () => {
  const told = { sentences: [{ code: "store.disk_full", zh: "手机满了。", en: "Full." }], of_the_line: false };
  const { router, screen } = await at("/attendance/month/2017-09-01", {
    own_month: () => month({ can_acknowledge: true }),
    acknowledge_month: () => {
      throw told;
    },
  });
  await screen.get(".pair .filled").trigger("click");
  await flushPromises();
  expect(screen.findAll("[role=alert]")).toHaveLength(1);
  const before = screen.get(".pair").element.previousElementSibling;
  expect([before?.getAttribute("role"), before?.textContent]).toEqual(["alert", expect.stringContaining("手机满了。")]);
  await router.push("/attendance/month/2017-08-01");
  await flushPromises();
  expect(screen.find("[role=alert]").exists()).toBe(false);
});

test("a month says for itself why no word is asked for: not over, on paper; on file or on no team it says nothing of later", async () => {
  const filed = { number: 0, resident: 20, changed: [] };
  const after = { today: "2017-10-03" };
  for (const [more, says] of [
    [{}, "过了9月30日再确认"],
    [{ ...after, on_paper: true }, "9月交了纸质表,不用再点确认"],
    [{ ...after, filed }, null],
    [{ ...after, until: null }, null],
  ] as const) {
    const { screen } = await at("/attendance", { own_month: () => month(more) });
    expect(screen.find(".later").exists() ? screen.get(".later").text() : null).toBe(says);
    expect(screen.find(".pair .filled").exists()).toBe(false);
    screen.unmount();
  }
});

test("a word names its month, says whether it was sent, and what to do where days changed since", async () => {
  const said = { id: "a1", until: "2017-09-30", changed: [] as { day: string; was: string; is: string }[], sent: true };
  const changed = [{ day: "2017-09-12", was: "resident", is: "unconfirmed" }];
  const shown = async (more: Partial<MonthView>) => {
    const { screen } = await at("/attendance", { own_month: () => month({ today: "2017-10-03", ...more }) });
    const [words, button] = [screen.text(), screen.find(".pair .filled")];
    const tap = button.exists() ? button.text() : null;
    screen.unmount();
    return { words, tap };
  };
  expect((await shown({ can_acknowledge: true })).tap).toBe("确认9月");
  const sent = await shown({ acknowledgement: said });
  expect(sent.words).toContain("9月你已确认");
  expect(sent.words).not.toContain("有信号自动传");
  expect((await shown({ acknowledgement: { ...said, sent: false } })).words).toContain("已存在手机里,有信号自动传。");
  const again = await shown({ can_acknowledge: true, acknowledgement: { ...said, changed } });
  expect([again.tap, again.words.includes("请再看一次")]).toEqual(["再确认一次", true]);
  // What nobody can acknowledge any more asks for no other look.
  for (const [more, why] of [[{ filed: { number: 0, resident: 20, changed } }, "已经归档"], [{ on_paper: true }, "交了纸质表"]] as const) {
    const settled = await shown({ acknowledgement: { ...said, changed }, ...more });
    expect([settled.tap, settled.words.includes("请再看一次"), settled.words.includes(why)]).toEqual([null, false, true]);
  }
});

test("a first secretary sees whose own word is missing before signing, and why a signature was not taken in that member's row", async () => {
  phone.leadsTeam = true;
  const member = { person: { id: "c0018", name: "何志强" }, role: "resident", days: [{ day: "2017-08-01", state: "resident" }], totals: { ...nothing, resident: 1 }, year: ring(), acknowledgement: null, signature: null, can_sign: true, on_paper: false, signs: "R", filed: null, witnessed: null };
  const said = { id: "s1", until: "2017-08-31", changed: [{ day: "2017-08-01", was: "absent", is: "resident" }], sent: true };
  const onPaper = { ...member, person: { id: "c0019", name: "李秋月" }, on_paper: true };
  const signed = { ...member, person: { id: "c0020", name: "石磊" }, acknowledgement: { ...said, changed: [] }, signature: said };
  const { screen } = await at("/attendance/team", {
    team: () => team({ members: [member, onPaper, signed] }),
    sign_month: () => {
      throw { sentences: [{ code: "store.disk_full", zh: "手机满了。", en: "Full." }], of_the_line: false };
    },
  });
  const rows = screen.findAll(".member");
  expect(rows.map((row) => row.text().includes("本人还没确认"))).toEqual([true, false, false]);
  expect(rows[2]?.text()).toContain("第一书记签字后变了 1 天");
  expect(rows.map((row) => row.get("button.sign").text())).toEqual(["签字何志强", "签字李秋月", "重签石磊"]);
  await rows[1]?.get("button.sign").trigger("click");
  await flushPromises();
  expect(screen.findAll(".member").map((row) => row.find("[role=alert]").exists())).toEqual([false, true, false]);
});

test("the tab opens on the present month, and leads from there to the one that waits", async () => {
  const months_waiting = () => [{ months: ["2017-08-01"], closes_on: null, village: null, people: [] }];
  const tab = await at("/attendance", { own_month: () => month(), months_waiting });
  expect(tab.screen.findAll("a.waiting").map((row) => row.attributes("href"))).toEqual(["/attendance/month/2017-08-01"]);
  tab.screen.unmount();
  const there = await at("/attendance/month/2017-08-01", { own_month: () => month({ month: "2017-08-01" }), months_waiting });
  expect(there.screen.find(".waiting").exists()).toBe(false);
});
