import { mount } from "@vue/test-utils";
import { afterEach, expect, test } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { i18n } from "../i18n";
import { desk } from "../session";
import { somebody } from "../testing";
import Frame from "./Frame.vue";

function shown(): string {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/:all(.*)*", component: { template: "<p>a screen</p>" } }] });
  const frame = mount(Frame, { global: { plugins: [i18n, router], stubs: { DeskMenu: true, Sections: true } } });
  const told = frame.find(".nothing");
  return told.exists() ? told.text() : "";
}

afterEach(() => {
  desk.me = null;
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
