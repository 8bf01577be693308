import { flushPromises, mount } from "@vue/test-utils";
import { expect, test, vi } from "vitest";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";
import { call } from "../../backend";
import { rustAnswers } from "../../shared/testing";
import { KEPT_WITHIN, useDraft } from "../../shared/writing/draft";
import { i18n } from "../i18n";
import { askBeforeLeaving } from "../router";
import LeaveQuestion from "./LeaveQuestion.vue";

const view = { id: "d1", kind: "problem", village: "v", record: null, is_change: false, changed: false, saved_at: 0, fields: {} };
const full = { sentences: [{ code: "store.disk_full", zh: "手机存满了。", en: "The phone is full." }], of_the_line: false };

const Form = defineComponent({
  setup() {
    const { fields } = useDraft<"problem">(() => call("open_form", { kind: "problem", said: {} }));
    return () => h("textarea", { onInput: (event: Event) => (fields.text = (event.target as HTMLTextAreaElement).value) });
  },
});

async function typing(isFull: () => boolean) {
  const asked = rustAnswers({
    open_form: () => view,
    leave_form: () => null,
    keep_form: () => {
      if (isFull()) throw full;
      return null;
    },
  });
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/form", component: Form }, { path: "/me", component: { template: "<p />" } }] });
  askBeforeLeaving(router);
  await router.push("/form");
  const screen = mount({ components: { LeaveQuestion }, template: "<LeaveQuestion /><RouterView />" }, { global: { plugins: [router, i18n] }, attachTo: document.body });
  await flushPromises();
  vi.useFakeTimers();
  await screen.get("textarea").setValue("写满了");
  await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
  return { asked, router, screen };
}

test("who taps away from words that can't be kept is asked, and stays unless they say otherwise", async () => {
  const { router, screen } = await typing(() => true);
  for (const [button, path] of [[".main-button", "/form"], [".leave", "/me"]] as const) {
    void router.push("/me");
    await vi.advanceTimersByTimeAsync(0);
    expect(screen.get("[role=alertdialog]").text()).toContain("手机存满了。");
    expect(router.currentRoute.value.path).toBe("/form");
    await screen.get(button).trigger("click");
    await vi.advanceTimersByTimeAsync(0);
    expect(router.currentRoute.value.path).toBe(path);
    expect(screen.find("[role=alertdialog]").exists()).toBe(false);
  }
});

test("what can be kept after all is kept, and nobody is asked", async () => {
  let isFull = true;
  const { asked, router, screen } = await typing(() => isFull);
  isFull = false;
  void router.push("/me");
  await vi.advanceTimersByTimeAsync(0);
  expect(router.currentRoute.value.path).toBe("/me");
  expect(screen.find("[role=alertdialog]").exists()).toBe(false);
  expect(asked.filter((one) => one.command === "keep_form")).toHaveLength(2);
});
