import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test } from "vitest";
import { defineComponent, h, onMounted, ref } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";
import { call } from "../../backend";
import { useAttempt } from "../../shared/attempt";
import { rustAnswers } from "../../shared/testing";
import { remedies } from "../../shared/words/remedies";
import Sentences from "../../shared/words/Sentences.vue";
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

/** A screen as all are: it asks Rust, and tells what Rust says. */
const Screen = defineComponent(() => {
  const { failure, attempt } = useAttempt();
  const village = ref("");
  onMounted(() => attempt(async () => (village.value = (await call("today", {})).village)));
  return () => [h("output", village.value), failure.value === null ? null : h(Sentences, { sentences: failure.value.sentences })];
});

async function inFrame() {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/:rest(.*)", component: Screen }] });
  await router.push("/today");
  const screen = mount(Frame, { global: { plugins: [i18n, router], provide: { [remedies as symbol]: phoneRemedies } } });
  await flushPromises();
  return screen;
}

test("wherever a village has to be chosen it is, by one tap, and the screen goes on with it", async () => {
  let chosen: string | null = null;
  const asked = rustAnswers({
    today: () => {
      if (chosen === null) throw { sentences: [{ code: "client.which_village", zh: "先选一个村。", en: "Choose one." }], of_the_line: false };
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

test("the head names the village, and offers another only to who has another", async () => {
  const head = mount(VillageName, { props: { name: "安岭村" }, global: { plugins: [i18n] } });
  expect(head.find("button").exists()).toBe(false);
  phone.villages = { present: "610926101205", villages };
  await flushPromises();
  expect(head.findAll(".choice")).toHaveLength(0);
  await head.get("button").trigger("click");
  expect(head.get("[aria-pressed=true]").text()).toBe("安岭村");
});

test("a phone that needs another code is led to where it is entered", async () => {
  rustAnswers({ today: () => { throw { sentences: [{ code: "enrol.code_needed", zh: "要重新登记。", en: "Enrol again." }], of_the_line: false }; } });
  const screen = await inFrame();
  await expect.poll(() => screen.find("[role=alert] a[href='/new-code']").exists()).toBe(true);
});
