import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { i18n } from "../i18n";
import { desk } from "../session";
import { axeFaults, refused, serverAnswers, somebody } from "../testing";
import { EVERY_MS } from "./anew";
import Frame from "./Frame.vue";

let frame: ReturnType<typeof mount> | null = null;

function framed() {
  frame?.unmount();
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/:all(.*)*", component: { template: "<p>a screen</p>" } }] });
  frame = mount(Frame, { global: { plugins: [i18n, router], stubs: { DeskMenu: true, Sections: true } }, attachTo: document.body });
  return { frame, router };
}

function shown(): string {
  const told = framed().frame.find(".nothing");
  return told.exists() ? told.text() : "";
}

afterEach(() => {
  frame?.unmount();
  frame = null;
  desk.me = null;
  vi.useRealTimers();
});

test("who can see nothing is told why: no role at all, or one whose unit nobody named", () => {
  desk.me = somebody();
  expect(shown()).toBe("");
  desk.me = somebody({ appointments: [], acts: [] });
  expect(shown()).toContain("今天没有职务");
  desk.me = somebody({ acts: [], unit_missing: true });
  expect(shown()).toContain("还没写是哪个单位");
  // Another role that it holds goes on beside it.
  desk.me = somebody({ unit_missing: true });
  expect(shown()).toContain("还没写是哪个单位");
});

test("while the server arranges its records anew every screen says how far it is, and the notice goes by itself", async () => {
  let anew: number | null = 62;
  let up = true;
  const asked = serverAnswers({ "GET /console/v1/session": () => (up ? somebody({ anew }) : refused(503, "server.stopping")) });
  desk.me = somebody({ anew });
  vi.useFakeTimers();
  const { frame, router } = framed();
  const notice = () => frame.find(".anew");
  const pass = async () => {
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    await flushPromises();
  };
  expect(notice().text()).toContain("已到 62%");
  expect(notice().text()).toContain("不要上报");
  expect(notice().attributes("role")).toBe("status");
  await router.push("/months");
  await flushPromises();
  expect(notice().text()).toContain("已到 62%");

  const acts = desk.me.acts;
  anew = 80;
  await pass();
  expect(notice().text()).toContain("已到 80%");
  expect(desk.me.acts, "what screens are made by stays as it is").toBe(acts);
  // A server that is stopped meanwhile is asked again.
  up = false;
  await pass();
  expect(notice().text()).toContain("已到 80%");
  up = true;
  await pass();
  anew = null;
  await pass();
  expect(notice().exists()).toBe(false);

  const before = asked.length;
  await pass();
  await pass();
  expect(asked.length, "nobody is asked any more").toBe(before);
});

test("a page that was open while the server was upgraded says so with its next screen", async () => {
  serverAnswers({ "GET /console/v1/session": () => somebody({ anew: 0 }) });
  desk.me = somebody();
  const { frame, router } = framed();
  await router.push("/overview");
  await flushPromises();
  expect(frame.get(".anew").text()).toContain("已到 0%");
  expect(await axeFaults()).toEqual([]);
});
