import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import App from "../App.vue";
import { i18n } from "../i18n";
import { desk } from "../session";
import { axeFaults, serverAnswers, somebody, type Answers } from "../testing";

const reopened = vi.hoisted(() => [] as string[]);
vi.mock("./reopen", () => ({ reopen: (href: string) => void reopened.push(href) }));

/** Whether the pieces of other screens can be fetched. */
let line = true;
let screen: ReturnType<typeof mount> | null = null;

async function open(answers: Answers = {}) {
  serverAnswers({ "GET /console/v1/session": () => somebody(), ...answers });
  const piece = { template: "<p class='there'>那一页</p>" };
  const fetched = () => (line ? Promise.resolve(piece) : Promise.reject(new TypeError("Failed to fetch dynamically imported module")));
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/", component: { template: "<p class='here'>这一页</p>" } },
      { path: "/there", component: fetched },
      { path: "/:elsewhere(.*)*", component: { template: "<p></p>" } },
    ],
  });
  await router.push("/");
  screen = mount(App, { global: { plugins: [i18n, router] }, attachTo: document.body });
  await flushPromises();
  const go = (to: string) => router.push(to).catch(() => undefined).then(flushPromises);
  return { router, go };
}
const bar = () => document.querySelector(".unloaded");
const click = async () => {
  bar()?.querySelector("button")?.click();
  await flushPromises();
};
const tell = async (event: string) => {
  window.dispatchEvent(new Event(event));
  await flushPromises();
};

beforeEach(() => {
  line = true;
  reopened.length = 0;
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  Object.assign(desk, { me: null, known: false, over: false, other: null });
});

test("a screen whose piece can't be fetched is said to be so, and is opened anew at the address that was wanted", async () => {
  const { go } = await open();
  expect(bar()).toBeNull();
  line = false;
  await tell("vite:preloadError");
  await go("/there?month=2017-09");
  expect(screen?.find(".here").exists()).toBe(true);
  expect(bar()?.textContent).toContain("这个页面没能打开:网断了,或者村记刚更新过。");
  expect(await axeFaults()).toEqual([]);
  await click();
  expect(reopened).toEqual(["/there?month=2017-09"]);
});

test("a piece of the screen that stands opens this screen anew", async () => {
  const { go } = await open();
  await go("/there?month=2017-08");
  await tell("vite:preloadError");
  await click();
  expect(reopened).toEqual(["/there?month=2017-08"]);
});

test("while the server is out of reach the page stays, and says so", async () => {
  const { go } = await open({
    "GET /console/v1/session": () => {
      if (line) return somebody();
      throw new TypeError("Failed to fetch");
    },
  });
  line = false;
  await go("/there");
  await click();
  expect(reopened).toEqual([]);
  expect(bar()?.textContent).toContain("连不上服务器");
  expect(bar()?.textContent).toContain("server.out_of_reach");
  line = true;
  await click();
  expect(reopened).toEqual(["/there"]);
});

test("the bar goes with the next screen that opens", async () => {
  const { go } = await open();
  line = false;
  await go("/there");
  expect(bar()).not.toBeNull();
  line = true;
  await go("/there");
  expect(screen?.find(".there").exists()).toBe(true);
  expect(bar()).toBeNull();
});

test.each(["beforeunload", "pagehide"])("what a page that is left (%s) does not get any more is missed by nobody", async (event) => {
  await open();
  await tell(event);
  await tell("vite:preloadError");
  expect(bar()).toBeNull();
  // It was not left, or is come back to.
  await tell("pageshow");
  await tell("vite:preloadError");
  expect(bar()).not.toBeNull();
});

test("a screen that is wanted after a file was fetched is missed again, since the page was not left", async () => {
  const { go } = await open();
  await tell("beforeunload");
  line = false;
  await go("/there");
  expect(bar()).not.toBeNull();
});
