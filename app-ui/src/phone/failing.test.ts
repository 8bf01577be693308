import { flushPromises, mount } from "@vue/test-utils";
import { expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter, type RouteRecordRaw } from "vue-router";
import { i18n } from "./i18n";
import { router as program } from "./router";

// Rust says no to everything.
vi.mock("@tauri-apps/api/core", () => ({
  Channel: class {},
  invoke: async () => {
    throw { sentences: [{ code: "client.no_village", zh: "名册上还没有你的村。", en: "The roster has no village for you." }], of_the_line: false };
  },
}));

/** The paths of all screens, with a word for each parameter. */
function paths(routes: readonly RouteRecordRaw[], under = ""): string[] {
  return routes.flatMap((route) => {
    const path = route.path.startsWith("/") ? route.path : `${under}/${route.path}`;
    const filled = path.replace("/:what", "/refuse").replace(/\/:(?:day|month)\b[^/]*/gu, "/2017-09-01").replace(/\/:[a-z_]+[^/]*/gu, "/ab").replace(/\/$/u, "");
    return [...(route.redirect === undefined && filled !== "" ? [filled] : []), ...paths(route.children ?? [], path)];
  });
}

const screens = paths(program.options.routes);
/** Screens that ask Rust for nothing when they open. */
const SILENT = ["/me/licences", "/me/export", "/me/pin", "/me/settings", "/new-code", "/attendance/read", "/friends/new", "/visits/new"];

test("every screen is here", () => {
  expect(screens.length).toBeGreaterThan(25);
});

test.each(screens)("%s tells what Rust says instead of staying white", async (path) => {
  const router = createRouter({ history: createMemoryHistory(), routes: program.options.routes });
  await router.push(path);
  const screen = mount({ template: "<RouterView />" }, { global: { plugins: [i18n, router] }, attachTo: document.body });
  const told = () => screen.find("[role=alert]").exists() || SILENT.includes(path);
  for (let turn = 0; turn < 20 && !told(); turn += 1) await flushPromises();
  expect(told(), screen.html()).toBe(true);
  expect(screen.text()).not.toBe("");
  screen.unmount();
});
