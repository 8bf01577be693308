import { expect, test } from "vitest";
import { i18n } from "./i18n";
import { router } from "./router";
import { countOf, firstOf, SECTIONS, sectionsOf, setCount } from "./sections";
import { somebody } from "./testing";

test("a section is there for whoever may do what it is for, once it is built", () => {
  const me = somebody({ acts: [{ act: "review", divisions: ["610926"] }, { act: "see_figures", divisions: ["610926"] }] });
  const built = ["/review", "/overview", "/audit"];
  expect(sectionsOf(me, built).map((section) => section.route)).toEqual(["/overview", "/review"]);
  expect(sectionsOf(me, ["/review"]).map((section) => section.route)).toEqual(["/review"]);
  expect(sectionsOf({ acts: [] }, built)).toEqual([]);
});

test.each([
  ["an administrator", ["keep_devices", "keep_accounts", "read_audit", "keep_system"], "/accounts"],
  ["a town's office", ["see_figures", "review", "keep_people", "keep_devices"], "/overview"],
  ["who keeps people alone", ["keep_people", "keep_devices"], "/teams"],
  ["who keeps phones alone", ["keep_devices"], "/people"],
])("%s begins where something can be done", (_who, acts, route) => {
  const sections = sectionsOf({ acts: acts.map((act) => ({ act, divisions: ["6109"] })) }, SECTIONS.map((section) => section.route));
  expect(firstOf(sections)?.route).toBe(route);
});

test("sections have names, and each a screen of its own", () => {
  for (const { title } of SECTIONS) expect(i18n.global.te(title), title).toBe(true);
  expect(new Set(SECTIONS.map((section) => section.route)).size).toBe(SECTIONS.length);
});

test("every screen has a name for the window", () => {
  const routes = router.getRoutes();
  expect(routes.length).toBeGreaterThan(2);
  for (const { path, meta } of routes) expect(i18n.global.te(String(meta["title"])), path).toBe(true);
});

test("nothing that waits is no number", () => {
  setCount("/review", 387);
  expect(countOf("/review")).toBe(387);
  setCount("/review", 0);
  expect(countOf("/review")).toBeUndefined();
});
