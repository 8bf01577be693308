import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import type { TodayView } from "../../generated/TodayView";
import { rustAnswers, type Answers } from "../../shared/testing";
import { i18n, speak } from "../i18n";
import { phone } from "../state";
import routes from "./routes";

enableAutoUnmount(afterEach);
afterEach(() => {
  phone.villages = { present: null, villages: [] };
  speak("zh-CN");
});

const stays = [
  { code: "village", zh: "村里", en: "In the village" },
  { code: "home", zh: "回家", en: "At home" },
];

const today = (more: Partial<TodayView> = {}): TodayView => ({
  day: "2017-09-14",
  weekday: 4,
  is_today: true,
  lunar: { month: 7, day: 24, leap: false, month_zh: "七月", day_zh: "廿四" },
  term: null,
  holiday: null,
  village: "610926101205",
  village_name: "马鞍桥村",
  villages: [{ code: "610926101205", name: "马鞍桥村" }],
  diary: null,
  sent: false,
  draft: null,
  draft_saved_at: null,
  needs_diary: true,
  stay: null,
  unsaid_night: null,
  stays,
  work: [],
  works: [],
  text: "",
  companions: [],
  team: [],
  met: [],
  photos: [],
  records: [],
  problems: [],
  day_before: null,
  visits_to_confirm: 0,
  unsent: 0,
  unsent_since: null,
  ...more,
});

const written = { record: "r1", edit: "e1", sent: false, waits: false, clock_doubtful: false };
const refusal = (code: string, zh: string) => ({ sentences: [{ code, zh, en: "No." }], of_the_line: false });

async function at(answers: Answers, path = "/today") {
  const asked = rustAnswers({
    locked_notes: () => [],
    can_locate: () => false,
    leave_form: () => null,
    keep_form: () => null,
    open_day: () => ({ id: "d1", kind: "diary", village: "610926101205", record: null, is_change: false, fields: { day: "2017-09-14" }, changed: false, saved_at: 0 }),
    ...answers,
  });
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: "/:rest(.*)*", component: { template: "<p />" } }] });
  await router.push(path);
  const screen = mount({ template: "<RouterView />" }, { global: { plugins: [router, i18n] }, attachTo: document.body });
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
  return { asked, router, screen };
}

test("a day that can't be shown says why instead of staying empty", async () => {
  const { screen } = await at({
    today: () => {
      throw refusal("client.which_village", "你有几个村,请说是哪个村。");
    },
  });
  expect(screen.get("[role=alert]").text()).toContain("请说是哪个村");
});

test("a diary that was written is said to be kept at the button, in a place that is read out", async () => {
  const { asked, screen } = await at({ today: () => today(), write_form: () => written });
  const line = () => screen.get(".kept[role=status]").text();
  expect(line()).toBe("");
  await screen.get("textarea").setValue("下午看路。");
  await screen.get(".main-button").trigger("click");
  for (let turn = 0; turn < 6; turn += 1) await flushPromises();
  expect(asked.find((one) => one.command === "write_form")?.takes["fields"]).toMatchObject({ text: "下午看路。" });
  expect(line()).toMatch(/^已存在手机里 \d\d:\d\d · 明早还能改$/u);
  expect(screen.findAll(".kept")).toHaveLength(1);
});

test("an earlier day is not called today, and nothing is promised for tomorrow morning", async () => {
  const { screen } = await at({ today: () => today({ day: "2017-09-12", is_today: false }), write_form: () => written }, "/today/2017-09-12");
  expect(screen.text()).toContain("这天已记下");
  await screen.get("textarea").setValue("下午看路。");
  await screen.get(".main-button").trigger("click");
  for (let turn = 0; turn < 6; turn += 1) await flushPromises();
  expect(screen.get(".kept[role=status]").text()).toMatch(/^已存在手机里 \d\d:\d\d · 还能再改$/u);
  expect(screen.text().replace("回到今天", "")).not.toContain("今天");
  expect(screen.get(".choice").element.parentElement?.getAttribute("aria-label")).toBe("这天晚上住在");
});

test("from the tap on nothing can be typed until the form begins anew, or the writing is refused", async () => {
  let answer = { take: (_written: unknown): void => undefined, refuse: (_why: unknown): void => undefined };
  let looked = (_view: unknown): void => undefined;
  let looks = 0;
  const { asked, screen } = await at({
    today: () => ((looks += 1) === 1 ? today() : new Promise((resolve) => (looked = resolve))),
    write_form: () => new Promise((take, refuse) => (answer = { take, refuse })),
  });
  const writable = () => screen.findAll("textarea, input, .day-form button").every((one) => !one.element.matches(":disabled"));
  const nothingWritable = () => screen.findAll("textarea, input, .day-form button").every((one) => one.element.matches(":disabled"));
  await screen.get("textarea").setValue("下午看路。");
  for (const refused of [true, false]) {
    expect(writable()).toBe(true);
    await screen.get(".main-button").trigger("click");
    for (let turn = 0; turn < 4; turn += 1) await flushPromises();
    expect(nothingWritable()).toBe(true);
    if (refused) answer.refuse(refusal("store.disk_full", "手机满了。"));
    else answer.take(written);
    for (let turn = 0; turn < 4; turn += 1) await flushPromises();
  }
  // It is written, and the day is being looked at again: the form that ended is still on the screen.
  expect(asked.filter((one) => one.command === "open_day")).toHaveLength(1);
  expect(nothingWritable()).toBe(true);
  looked(today());
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
  expect(asked.filter((one) => one.command === "open_day")).toHaveLength(2);
  expect(writable()).toBe(true);
});

test("last night is said by one tap; a word that was not taken says why and can be tapped again", async () => {
  let full = true;
  let said = false;
  const { asked, screen } = await at({
    today: () => today({ unsaid_night: said ? null : "2017-09-13" }),
    say_stay: () => {
      if (full) throw refusal("store.disk_full", "手机满了。");
      said = true;
      return written;
    },
  });
  const tap = () => screen.findAll("section")[0]?.findAll("button")[0]?.trigger("click");
  await tap();
  await flushPromises();
  expect(screen.get("[role=alert]").text()).toContain("手机满了。");
  full = false;
  await tap();
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
  expect(asked.filter((one) => one.command === "say_stay").map((one) => one.takes)).toEqual([
    { day: "2017-09-13", stay: "village", village: "610926101205" },
    { day: "2017-09-13", stay: "village", village: "610926101205" },
  ]);
  expect(screen.find("[role=alert]").exists()).toBe(false);
  expect(screen.text()).not.toContain("昨晚住在哪");
});

test("who does not live in the village is asked for no night and offered no check-in", async () => {
  phone.keepsAttendance = false;
  const helper = await at({ today: () => today(), can_locate: () => true });
  expect(helper.screen.text()).not.toContain("今晚住在");
  expect(helper.screen.text()).not.toContain("打卡");
  phone.keepsAttendance = true;
  const cadre = await at({ today: () => today(), can_locate: () => true });
  expect(cadre.screen.text()).toContain("今晚住在");
  expect(cadre.screen.text()).toContain("打卡");
});

test("a check-in is offered where the phone knows its place, and told to be none that is owed", async () => {
  phone.keepsAttendance = true;
  const { asked, screen } = await at({ today: () => today(), can_locate: () => true, check_in: () => written });
  expect(screen.text()).toContain("不打,这天一样算");
  await screen.findAll("button").find((button) => button.text() === "打卡")?.trigger("click");
  await flushPromises();
  expect(asked.filter((one) => one.command === "check_in")).toHaveLength(1);
  expect(screen.text()).toContain("打过了");
});

test("only a day in the village asks for a diary", async () => {
  const { screen } = await at({ today: () => today() });
  expect(screen.text()).not.toContain("这天不用写日志");
  await screen.findAll("button").find((button) => button.text() === "回家")?.trigger("click");
  expect(screen.text()).toContain("这天不用写日志");
});

test("what is unsent and since when is said under the day; a sync brings the day up to date and leaves the form alone", async () => {
  let unsent = 12;
  const { asked, screen } = await at({ today: () => today({ unsent, unsent_since: unsent === 0 ? null : 1_504_224_000 }) });
  expect(screen.text()).toContain("12 条还没传,最早的是");
  unsent = 0;
  phone.synced += 1;
  for (let turn = 0; turn < 3; turn += 1) await flushPromises();
  expect(screen.text()).not.toContain("还没传");
  expect(asked.filter((one) => one.command === "open_day")).toHaveLength(1);
});

test("a page that is looked at again after midnight begins the new day", async () => {
  let day = "2017-09-14";
  const { asked, screen } = await at({ today: () => today({ day }) });
  day = "2017-09-15";
  document.dispatchEvent(new Event("visibilitychange"));
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
  expect(screen.text()).toContain("9月15日");
  expect(asked.filter((one) => one.command === "open_day").map((one) => one.takes["day"])).toEqual(["2017-09-14", "2017-09-15"]);
});

test("what is added to a day or opened from it is of the day's village", async () => {
  const { screen } = await at({ today: () => today({ day: "2017-08-15", is_today: false, visits_to_confirm: 1 }) }, "/today/2017-08-15");
  const links = screen.findAll("a").map((link) => link.attributes("href") ?? "");
  for (const to of ["/visits?day=2017-08-15&", "/friends?day=2017-08-15&", "/problems/new?day=2017-08-15&", "/visits/to-confirm?"]) expect(links).toContain(`${to}village=610926101205`);
});

const OTHER = "610926101206";

test("a day that is gone on with is shown in its draft's village, and what is said of it is said there", async () => {
  const left = { id: "d9", kind: "diary", village: OTHER, record: "r9", is_change: false, fields: { day: "2017-09-14", text: "下午看路。" }, changed: true, saved_at: 0 };
  const { asked, screen } = await at(
    {
      today: ({ village }) => today({ village: (village as string | null) ?? "610926101205", unsaid_night: "2017-09-13" }),
      form: () => left,
      say_stay: () => written,
    },
    `/today/2017-09-14?draft=d9&village=${OTHER}`,
  );
  expect(asked.find((one) => one.command === "today")?.takes).toEqual({ day: "2017-09-14", village: OTHER });
  expect(screen.get("textarea").element.value).toBe("下午看路。");
  expect(asked.map((one) => one.command)).not.toContain("open_day");
  await screen.get(".choice").trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "say_stay")?.takes).toMatchObject({ day: "2017-09-13", village: OTHER });
});

test("another village's draft does not open on the screen of this one", async () => {
  const left = { id: "d9", kind: "diary", village: OTHER, record: "r9", is_change: false, fields: { day: "2017-09-14", text: "别村的。" }, changed: true, saved_at: 0 };
  const { asked, screen } = await at({ today: () => today(), form: () => left }, "/today/2017-09-14?draft=d9");
  expect(screen.get("textarea").element.value).toBe("");
  expect(asked.find((one) => one.command === "open_day")?.takes).toEqual({ day: "2017-09-14", village: "610926101205" });
});

test("a newer program is one line of the present day until it is put away, and of no other day", async () => {
  const newer = { version: "1.4.0", bytes: 31_457_280, offered: null, notes: "", address: "http://10.6.1.2/install", code: "", metered: false, can_open: true, put_away: false };
  const { asked, screen } = await at({ today: () => today(), newer_program: () => newer, put_newer_program_away: () => null });
  expect(screen.get(".newer a").text()).toBe("有新版本 1.4.0(约 31.5 MB)");
  expect(screen.get(".newer a").attributes("href")).toBe("/me/newer");
  await screen.get(".newer button").trigger("click");
  await flushPromises();
  expect(screen.find(".newer").exists()).toBe(false);
  expect(asked.filter((one) => one.command === "put_newer_program_away")).toHaveLength(1);
  for (const [view, told] of [[today(), { ...newer, put_away: true }], [today({ day: "2017-09-12", is_today: false }), newer], [today(), null]] as const) {
    expect((await at({ today: () => view, newer_program: () => told })).screen.find(".newer").exists()).toBe(false);
  }
});

const own = { months: ["2017-08-01"], closes_on: "2017-09-05", village: null, people: [] };
const ofTeam = { months: ["2017-05-01", "2017-07-01", "2017-08-01"], closes_on: null, village: { code: "610926101205", name: "马鞍桥村" }, people: [{ id: "c0017", name: "陈玉华" }, { id: "c0018", name: "王启山" }] };

test("months that wait for a word are a row each: which, whose, by when, and one tap to where it is given", async () => {
  phone.villages = { present: "610926101205", villages: [{ code: "610926101205", name: "马鞍桥村" }] };
  const { screen } = await at({ today: () => today(), months_waiting: () => [own, ofTeam] });
  const [mine, team] = screen.findAll(".waiting");
  expect(mine?.findAll(".words > *").map((line) => line.text())).toEqual(["8月等你确认", "看一遍,没错就点确认。9月5日月结,最好在那之前。"]);
  expect(mine?.attributes("href")).toBe("/attendance/month/2017-08-01");
  // No day is named that is past, nor the village of who has one.
  expect(team?.findAll(".words > *").map((line) => line.text())).toEqual(["5月、7月到8月等你签字", "陈玉华、王启山", "看一遍,没错就签字。"]);
  expect(team?.attributes("href")).toBe("/attendance/team/2017-05-01");
  speak("en");
  await flushPromises();
  expect(mine?.text()).toContain("August: waiting for your word");
  expect(mine?.text()).toContain("if it is right. It closes on September 5; better before then.");
  expect(team?.text()).toContain("May, July to August: waiting for your signature");
});

test("where no month waits nothing is said of any, nor on another day, nor to who keeps no attendance", async () => {
  const none = await at({ today: () => today() });
  expect(none.asked.map((one) => one.command)).toContain("months_waiting");
  expect(none.screen.find(".waiting").exists()).toBe(false);
  const earlier = await at({ today: () => today({ day: "2017-09-12", is_today: false }), months_waiting: () => [own] }, "/today/2017-09-12");
  expect(earlier.screen.find(".waiting").exists()).toBe(false);
  phone.keepsAttendance = false;
  const helper = await at({ today: () => today(), months_waiting: () => [own] });
  phone.keepsAttendance = true;
  expect(helper.asked.map((one) => one.command)).not.toContain("months_waiting");
});

test("a month that a sync has settled waits no more", async () => {
  let waits = [own];
  const { screen } = await at({ today: () => today(), months_waiting: () => waits });
  expect(screen.findAll(".waiting")).toHaveLength(1);
  waits = [];
  phone.synced += 1;
  for (let turn = 0; turn < 3; turn += 1) await flushPromises();
  expect(screen.find(".waiting").exists()).toBe(false);
});

test("the months of another team than the one that the screens are about are named by their village, which the tap chooses", async () => {
  const villages = [{ code: "610926101205", name: "马鞍桥村" }, { code: OTHER, name: "药妇沟村" }];
  phone.villages = { present: OTHER, villages };
  const { asked, router, screen } = await at({ today: () => today(), months_waiting: () => [ofTeam], choose_village: ({ village }) => ({ present: village, villages }) });
  expect(screen.get(".waiting").text()).toContain("马鞍桥村 · 陈玉华、王启山");
  await screen.get("button.waiting").trigger("click");
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
  expect(asked.find((one) => one.command === "choose_village")?.takes).toEqual({ village: "610926101205" });
  expect(router.currentRoute.value.path).toBe("/attendance/team/2017-05-01");
});
