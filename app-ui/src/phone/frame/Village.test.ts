import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { defineComponent, h, onMounted, ref, type Component } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";
import { call } from "../../backend";
import { useAttempt } from "../../shared/attempt";
import { rustAnswers } from "../../shared/testing";
import { remedies } from "../../shared/words/remedies";
import Sentences from "../../shared/words/Sentences.vue";
import { KEPT_WITHIN, useDraft } from "../../shared/writing/draft";
import { i18n } from "../i18n";
import { phoneRemedies } from "../remedies";
import { phone } from "../state";
import Frame from "./Frame.vue";
import VillageName from "./VillageName.vue";

const villages = [
  { code: "610926101205", name: "安岭村" },
  { code: "610926101206", name: null },
];

afterEach(() => {
  phone.villages = { present: null, villages: [] };
});

/** Rust's refusal where nothing says which village is meant. */
const whichVillage = (of: typeof villages) => ({ sentences: [{ code: "client.which_village", zh: "先选一个村。", en: "Choose one.", villages: of }], of_the_line: false });

/** A screen as all are: it asks Rust, and tells what Rust says. */
const Screen = defineComponent(() => {
  const { failure, attempt } = useAttempt();
  const village = ref("");
  onMounted(() => attempt(async () => (village.value = (await call("today", {})).village)));
  return () => [h("output", village.value), failure.value === null ? null : h(Sentences, { sentences: failure.value.sentences })];
});

async function inFrame(shown: Component = Screen, at = "/today") {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/today/:day?", component: shown }, { path: "/:rest(.*)", component: shown }] });
  await router.push(at);
  const screen = mount(Frame, { global: { plugins: [i18n, router], provide: { [remedies as symbol]: phoneRemedies } } });
  await flushPromises();
  return screen;
}

test("wherever a village has to be chosen it is, by one tap, and the screen goes on with it", async () => {
  let chosen: string | null = null;
  const asked = rustAnswers({
    today: () => {
      if (chosen === null) throw whichVillage(villages);
      return { village: chosen };
    },
    choose_village: ({ village }) => {
      chosen = village as string;
      return { present: chosen, villages };
    },
  });
  phone.villages = { present: null, villages };
  const screen = await inFrame();
  const choices = screen.findAll("[role=alert] .choice");
  expect(choices.map((choice) => choice.text())).toEqual(["安岭村", "610926101206"]);
  await choices[1]?.trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "choose_village")?.takes).toEqual({ village: "610926101206" });
  expect(screen.get("output").text()).toBe("610926101206");
  expect(screen.find("[role=alert]").exists()).toBe(false);
});

test("the villages that are offered are those of which the sentence asks, whatever day the place names", async () => {
  const former = { code: "610926101207", name: "石门村" };
  let asksOf = villages;
  const asked = rustAnswers({
    today: () => {
      throw whichVillage(asksOf);
    },
    villages: () => ({ present: former.code, villages: [villages[0], former] }),
  });
  // A screen of the present day that goes on from an earlier one: there the other village was a former post, here it is not.
  const screen = await inFrame(Screen, "/visits?day=2017-08-15");
  const offered = () => screen.findAll("[role=alert] .choice").map((choice) => [choice.text(), choice.attributes("aria-pressed")]);
  expect(offered()).toEqual([["安岭村", "false"], ["610926101206", "false"]]);
  expect(asked.map((one) => one.command)).not.toContain("villages");
  asksOf = [villages[0] as (typeof villages)[0], former];
  phone.chosen += 1;
  await flushPromises();
  expect(offered().map(([word]) => word)).toEqual(["安岭村", "石门村"]);
});

/** A form on whose screen the village can be changed. */
const Form = defineComponent(() => {
  const { fields } = useDraft<"problem">(() => call("open_form", { kind: "problem", said: {} }));
  const typed = (event: Event) => (fields.text = (event.target as HTMLTextAreaElement).value);
  return () => [h(VillageName, { name: "安岭村", village: "610926101205", villages }), h("textarea", { onInput: typed })];
});

test("who changes the village with words on the screen that can't be kept is asked first, and stays unless they say otherwise", async () => {
  const asked = rustAnswers({
    open_form: () => ({ id: "d1", kind: "problem", village: "610926101205", record: null, is_change: false, changed: false, saved_at: 0, fields: {} }),
    keep_form: () => {
      throw { sentences: [{ code: "store.disk_full", zh: "手机存满了。", en: "The phone is full." }], of_the_line: false };
    },
    choose_village: ({ village }) => ({ present: village, villages }),
  });
  phone.villages = { present: "610926101205", villages };
  const screen = await inFrame(Form);
  vi.useFakeTimers();
  await screen.get("textarea").setValue("写满了");
  await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
  await screen.get(".change").trigger("click");
  const chosen = () => asked.filter((one) => one.command === "choose_village").map((one) => one.takes["village"]);
  for (const [button, choices] of [[".main-button", []], [".leave", ["610926101206"]]] as const) {
    await screen.findAll(".choice")[1]?.trigger("click");
    await vi.advanceTimersByTimeAsync(0);
    const question = screen.get("[role=alertdialog]");
    expect(question.text()).toContain("手机存满了。");
    expect(chosen()).toEqual([]);
    await question.get(button).trigger("click");
    await vi.advanceTimersByTimeAsync(0);
    expect(chosen()).toEqual(choices);
  }
  expect(asked.filter((one) => one.command === "open_form")).toHaveLength(2);
  screen.unmount();
});

test("the head names the village, and offers others by the day that is shown, whatever may be chosen today", async () => {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/:rest(.*)", component: VillageName }] });
  await router.push("/today/2017-08-15");
  const chosen: unknown[] = [];
  // Today there is one village alone: that is what the phone knows of once another was chosen for a former day.
  const onlyToday = { present: "610926101205", villages: villages.slice(0, 1) };
  rustAnswers({
    choose_village: ({ village }) => {
      chosen.push(village);
      return onlyToday;
    },
  });
  phone.villages = onlyToday;
  const head = mount(VillageName, { props: { name: "安岭村", village: "610926101205", villages: villages.slice(0, 1) }, global: { plugins: [i18n, router] } });
  expect(head.find("button").exists()).toBe(false);
  await head.setProps({ villages });
  for (const [shown, other] of [["610926101205", "610926101206"], ["610926101206", "610926101205"]] as const) {
    await head.setProps({ village: shown });
    expect(head.findAll(".choice")).toHaveLength(0);
    await head.get("button.change").trigger("click");
    expect(head.get("[aria-pressed=true]").text()).toContain(shown === "610926101205" ? "安岭村" : shown);
    await head.get(".choice[aria-pressed=false]").trigger("click");
    await flushPromises();
    expect(chosen.at(-1)).toBe(other);
  }
  // A day that is shown of a village where one had no post on it offers the one where one had.
  await head.setProps({ village: "610926101206", villages: villages.slice(0, 1) });
  expect(head.find("button.change").exists()).toBe(true);
});

test("who chooses another village leaves what the place says of this one behind", async () => {
  const Day = defineComponent(() => () => h(VillageName, { name: "安岭村", village: "610926101205", villages }));
  const asked = rustAnswers({ choose_village: ({ village }) => ({ present: village, villages }) });
  const screen = await inFrame(Day, "/today/2017-08-15?draft=d1&village=610926101205&from=me");
  await screen.get("button.change").trigger("click");
  await screen.findAll(".choice")[1]?.trigger("click");
  await flushPromises();
  expect(asked.filter((one) => one.command === "choose_village").map((one) => one.takes["village"])).toEqual(["610926101206"]);
  expect(screen.vm.$route.fullPath).toBe("/today/2017-08-15?from=me");
});

test("a phone that needs another code is led to where it is entered", async () => {
  rustAnswers({ today: () => { throw { sentences: [{ code: "enrol.code_needed", zh: "要重新登记。", en: "Enrol again." }], of_the_line: false }; } });
  const screen = await inFrame();
  await expect.poll(() => screen.find("[role=alert] a[href='/new-code']").exists()).toBe(true);
});
