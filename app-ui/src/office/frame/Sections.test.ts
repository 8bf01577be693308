import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { i18n } from "../i18n";
import { SECTIONS, setCount } from "../sections";
import { axeFaults } from "../testing";
import Sections from "./Sections.vue";

const ROUTES = ["/overview", "/review", "/months", "/audit", "/accounts"];
const FIVE = SECTIONS.filter(({ route }) => ROUTES.includes(route));

/** How many of the sections have room in the line: what jsdom, which lays nothing out, is told of where they stand. */
let room = 3;
let resized: () => void = () => undefined;

let shown: Awaited<ReturnType<typeof open>> | null = null;
async function open(path = "/overview") {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/:all(.*)*", component: { template: "<div></div>" } }] });
  await router.push(path);
  const bar = mount(Sections, { props: { sections: FIVE }, global: { plugins: [i18n, router] }, attachTo: document.body });
  await flushPromises();
  return { bar, router };
}

const reachable = () => shown?.bar.findAll(".line .section:not(.below)").map((link) => link.text());
const below = () => shown?.bar.findAll(".panel .item").map((link) => link.text());

beforeEach(() => {
  room = 3;
  vi.stubGlobal("ResizeObserver", class {
    constructor(seen: () => void) {
      resized = seen;
    }
    observe(): void {}
    disconnect(): void {}
  });
  vi.spyOn(HTMLElement.prototype, "offsetTop", "get").mockImplementation(function (this: HTMLElement) {
    return [...(this.parentElement?.children ?? [])].indexOf(this) < room ? 0 : 52;
  });
});
afterEach(() => {
  shown?.bar.unmount();
  shown = null;
  for (const route of ROUTES) setCount(route, 0);
});

test("what the line has no room for is under one button, in the bar's order, and comes back with room", async () => {
  shown = await open();
  expect(reachable()).toEqual(["总览", "审核", "月度"]);
  const button = shown.bar.get(".more button");
  expect(button.attributes("aria-expanded")).toBe("false");
  await button.trigger("click");
  expect(button.attributes("aria-expanded")).toBe("true");
  expect(below()).toEqual(["账号", "操作记录"]);
  expect(await axeFaults()).toEqual([]);
  room = 5;
  resized();
  await flushPromises();
  expect(reachable()).toHaveLength(5);
  expect(shown.bar.find(".more").exists()).toBe(false);
});

test("Escape gives the focus back to the button; choosing, and a click beside it, put the menu away", async () => {
  shown = await open();
  const button = shown.bar.get<HTMLButtonElement>(".more button");
  await button.trigger("click");
  shown.bar.get<HTMLElement>(".panel a").element.focus();
  await shown.bar.get(".panel a").trigger("keydown", { key: "Escape" });
  expect(below()).toEqual([]);
  expect(document.activeElement).toBe(button.element);
  await button.trigger("click");
  document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  await flushPromises();
  expect(below()).toEqual([]);
  await button.trigger("click");
  await shown.bar.findAll(".panel a")[1]?.trigger("click");
  await flushPromises();
  expect(shown.router.currentRoute.value.path).toBe("/audit");
  expect(below()).toEqual([]);
});

test("the button says where one is, and how much waits behind it", async () => {
  shown = await open("/audit/610926");
  setCount("/accounts", 2);
  setCount("/audit", 5);
  await flushPromises();
  const button = shown.bar.get(".more button");
  expect(button.classes()).toContain("here");
  expect(button.get(".count").text()).toBe("7");
  await button.trigger("click");
  expect(shown.bar.get(".panel [aria-current=page]").text()).toContain("操作记录");
});
