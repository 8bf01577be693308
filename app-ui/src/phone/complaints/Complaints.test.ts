import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { rustAnswers } from "../../shared/testing";
import { i18n } from "../i18n";
import { phone } from "../state";
import routes from "./routes";

afterEach(() => {
  phone.villages = { present: null, villages: [] };
});

const draft = (fields: Record<string, unknown>) => ({ id: "f1", kind: "complaint", village: "v", record: null, is_change: false, changed: true, saved_at: 1, fields });

test("a complaint says who reads it, and what was left half written is there again", async () => {
  const asked = rustAnswers({

    leave_form: () => null,
    keep_form: () => null,
    complaints: () => ({ today: "2017-09-14", office: "county", written: [] }),
    forms: () => [draft({ day: "2017-09-13", about: "work", office: "county", text: "每周三份表" })],
    write_form: () => ({ record: "r1", edit: "e1", sent: false, waits: false, clock_doubtful: false }),
  });
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push("/complaints");
  const screen = mount({ template: "<RouterView />" }, { global: { plugins: [router, i18n] }, attachTo: document.body });
  await flushPromises();
  await flushPromises();
  expect(screen.text()).toContain("交给县区办公室。第一书记和队里都看不到。");
  expect((screen.get("textarea").element as HTMLTextAreaElement).value).toBe("每周三份表");
  await screen.get(".main-button").trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "write_form")?.takes["fields"]).toMatchObject({ about: "work", text: "每周三份表" });
});

test("an answer stands under what it answers, and says that only its writer sees it", async () => {
  const one = { id: "c1", day: "2017-09-12", about: "living", office: "county", text: "二楼漏雨", answer: null, answered: null, sent: true };
  rustAnswers({
    leave_form: () => null,
    complaints: () => ({ today: "2017-09-14", office: "county", written: [{ ...one, answer: "下周派人来修。", answered: "2017-09-13" }, { ...one, id: "c2" }] }),
    forms: () => [],
    open_form: () => ({ ...draft({ day: "2017-09-14" }), changed: false }),
  });
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push("/complaints");
  const screen = mount({ template: "<RouterView />" }, { global: { plugins: [router, i18n] } });
  await flushPromises();
  expect(screen.findAll(".answer").map((answer) => answer.findAll("p").map((line) => line.text()))).toEqual([["县区办公室答复(只有你看得到) · 9月13日", "下周派人来修。"]]);
  screen.unmount();
});

test("a complaint that was left in another village opens only by its own name", async () => {
  const left = { ...draft({ day: "2017-09-13", text: "每周三份表" }), village: "610926101206" };
  for (const [place, text] of [["/complaints", ""], ["/complaints?draft=f1", "每周三份表"]] as const) {
    const asked = rustAnswers({
      leave_form: () => null,
      complaints: () => ({ today: "2017-09-14", office: "county", written: [] }),
      forms: () => [left],
      form: () => left,
      open_form: () => ({ ...draft({ day: "2017-09-14" }), id: "f2", changed: false }),
    });
    phone.villages = { present: "610926101205", villages: [] };
    const router = createRouter({ history: createMemoryHistory(), routes });
    await router.push(place);
    const screen = mount({ template: "<RouterView />" }, { global: { plugins: [router, i18n] } });
    await flushPromises();
    await flushPromises();
    expect((screen.get("textarea").element as HTMLTextAreaElement).value).toBe(text);
    expect(asked.filter((one) => one.command === "open_form").map((one) => one.takes["village"])).toEqual(text === "" ? ["610926101205"] : []);
    screen.unmount();
    await flushPromises();
  }
});

test("from the tap on nothing can be typed until the form begins anew", async () => {
  let take = (_written: unknown): void => undefined;
  const asked = rustAnswers({
    leave_form: () => null,
    keep_form: () => null,
    complaints: () => ({ today: "2017-09-14", office: "county", written: [] }),
    forms: () => [],
    open_form: () => ({ ...draft({ day: "2017-09-14" }), changed: false }),
    write_form: () => new Promise((resolve) => (take = resolve)),
  });
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push("/complaints");
  const screen = mount({ template: "<RouterView />" }, { global: { plugins: [router, i18n] } });
  const settled = async () => {
    for (let turn = 0; turn < 6; turn += 1) await flushPromises();
  };
  const closed = () => screen.get("textarea").element.matches(":disabled");
  await settled();
  await screen.get("textarea").setValue("每周三份表");
  expect(closed()).toBe(false);
  await screen.get(".main-button").trigger("click");
  await settled();
  expect(closed()).toBe(true);
  take({ record: "r1", edit: "e1", sent: false, waits: false, clock_doubtful: false });
  await settled();
  expect(asked.filter((one) => one.command === "open_form")).toHaveLength(2);
  expect(closed()).toBe(false);
  screen.unmount();
});
