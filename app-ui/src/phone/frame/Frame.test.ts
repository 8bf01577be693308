import { flushPromises, mount } from "@vue/test-utils";
import { PullRefresh } from "vant";
import { afterEach, expect, test } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import type { LineView } from "../../generated/LineView";
import type { Settings } from "../../generated/Settings";
import { rustAnswers, type Answers } from "../../shared/testing";
import { i18n } from "../i18n";
import { phone } from "../state";
import Frame from "./Frame.vue";
import { tellWritten, written } from "./written";

async function framed(answers: Answers = {}) {
  rustAnswers(answers);
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/:rest(.*)*", component: { template: "<h1>screen</h1>" } }] });
  await router.push("/visits/new/h004");
  const screen = mount(Frame, { global: { plugins: [router, i18n] }, attachTo: document.body });
  await flushPromises();
  const go = async (path: string) => {
    await router.push(path);
    await flushPromises();
  };
  return { screen, go };
}

afterEach(() => {
  written.value = null;
  phone.line = null;
});

test("what was written is told on the screen that one is led to, and no longer", async () => {
  const { screen, go } = await framed();
  const line = screen.get(".written-line");
  expect(line.attributes("role")).toBe("status");
  expect(line.text()).toBe("");
  await tellWritten("visit");
  await go("/visits");
  expect(line.text()).toMatch(/^走访已存在手机里 \d\d:\d\d$/u);
  await go("/friends");
  expect(line.text()).toBe("");
  // Unmounted: it listens no more.
  screen.unmount();
});

test("what is written without leaving its screen is told there, until the next", async () => {
  const { screen, go } = await framed();
  await tellWritten("household_note", "here");
  await flushPromises();
  expect(screen.get(".written-line").text()).toContain("这户的记事已存在手机里");
  await go("/visits");
  expect(screen.get(".written-line").text()).toBe("");
  screen.unmount();
});

test("the strip says how it stands before anything is known, at rest, and leads to 我的", async () => {
  const { screen } = await framed();
  const strip = screen.get(".line-strip");
  expect(strip.text()).toBe("写的都在手机里");
  expect(strip.attributes("href")).toBe("/me");
  phone.line = { state: "idle", unsent: 0, unsent_since: null, bytes_left: 0, photos_left: 0, photo_bytes_left: 0, last_sync: null, needs_code: false, told: [] };
  await flushPromises();
  expect(strip.text()).toContain("都传上去了");
  expect(strip.text()).toContain("还没联过网");
  phone.line = { ...phone.line, state: "refused" };
  await flushPromises();
  expect(strip.text()).toContain("看看为什么");
  expect(strip.text()).not.toContain("0 条");
  screen.unmount();
});

test("the strip is short enough for one line: the hour of a contact long ago is left out, and large type has the count alone", async () => {
  const { screen } = await framed();
  const strip = screen.get(".line-strip");
  const now = Math.floor(Date.now() / 1000);
  const waiting: Omit<LineView, "last_sync"> = { state: "offline", unsent: 123, unsent_since: now, bytes_left: 0, photos_left: 0, photo_bytes_left: 0, needs_code: false, told: [] };
  phone.line = { ...waiting, last_sync: now - 86_400 };
  await flushPromises();
  expect(strip.text()).toMatch(/^无信号 · 123 条在手机里,等信号上次联网 周. \d\d:\d\d$/u);
  phone.line = { ...waiting, last_sync: now - 20 * 86_400 };
  await flushPromises();
  expect(strip.text()).toMatch(/上次联网 \d+月\d+日$/u);
  phone.settings = { large_type: true } as Settings;
  await flushPromises();
  expect(strip.get("[role=status]").text()).toBe("无信号 · 123 条在手机里");
  phone.settings = null;
  screen.unmount();
});

test("who pulls the screen down is told why nothing came of it, until the next screen", async () => {
  const told = { sentences: [{ code: "line.none", zh: "没有信号。写的都在手机里。", en: "No signal." }], of_the_line: true };
  const { screen, go } = await framed({
    sync_now: () => {
      throw told;
    },
  });
  screen.getComponent(PullRefresh).vm.$emit("refresh");
  await flushPromises();
  expect(screen.get("[role=alert]").text()).toContain("没有信号。");
  expect(screen.getComponent(PullRefresh).props("modelValue")).toBe(false);
  await go("/friends");
  expect(screen.find("[role=alert]").exists()).toBe(false);
  screen.unmount();
});

test("a photo of the camera's that can't be read is told of on any screen, and only then counts as told", async () => {
  const unread = [{ name: "torn.jpg", moment: 1_504_249_445, why: { code: "photo.damaged", zh: "这张图坏了,读不全。", en: "It is damaged." }, goes_on: "2017-09-08" }];
  const told: unknown[] = [];
  const { screen, go } = await framed({
    unread_photos: () => unread,
    told_of_unread_photos: ({ names }) => {
      told.push(names);
      return null;
    },
  });
  await go("/friends");
  expect(screen.get("main").text()).toContain("这张图坏了,读不全。");
  expect(told).toEqual([["torn.jpg"]]);
  screen.unmount();
});
