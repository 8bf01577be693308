import { flushPromises, mount } from "@vue/test-utils";
import { expect, test } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import type { TodayView } from "../../generated/TodayView";
import { rustAnswers, type Answers } from "../../shared/testing";
import { i18n } from "../i18n";
import routes from "./routes";

const stays = [
  { code: "village", zh: "村里", en: "In the village" },
  { code: "home", zh: "回家", en: "At home" },
];

const today = (more: Partial<TodayView> = {}): TodayView => ({
  day: "2017-09-14",
  weekday: 4,
  is_today: true,
  village: "610926101205",
  village_name: "马鞍桥村",
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

async function at(answers: Answers) {
  const asked = rustAnswers({
    locked_notes: () => [],
    leave_form: () => null,
    keep_form: () => null,
    open_day: () => ({ id: "d1", kind: "diary", village: "610926101205", record: null, is_change: false, fields: { day: "2017-09-14" }, changed: false, saved_at: 0 }),
    ...answers,
  });
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: "/:rest(.*)*", component: { template: "<p />" } }] });
  await router.push("/today");
  const screen = mount({ template: "<RouterView />" }, { global: { plugins: [router, i18n] }, attachTo: document.body });
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
  return { asked, screen };
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
    { day: "2017-09-13", stay: "village" },
    { day: "2017-09-13", stay: "village" },
  ]);
  expect(screen.find("[role=alert]").exists()).toBe(false);
  expect(screen.text()).not.toContain("昨晚住在哪");
});
