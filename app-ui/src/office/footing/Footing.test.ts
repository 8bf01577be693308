import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { i18n } from "../i18n";
import type { Schemas } from "../server";
import { desk } from "../session";
import { axeFaults, somebody } from "../testing";
import FootingTold from "./FootingTold.vue";
import { footing } from "./testing";

let shown: ReturnType<typeof mount> | null = null;
afterEach(() => {
  shown?.unmount();
  shown = null;
  desk.me = null;
});

/** Of September 2026. */
async function told(more: Partial<Schemas["Footing"]>) {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/:all(.*)*", component: { template: "<p></p>" } }] });
  shown = mount(FootingTold, {
    attachTo: document.body,
    global: { plugins: [i18n, router] },
    props: { footing: footing(more), year: 2026, what: "2026年9月", to: (day: string) => ({ path: "/months/6109", query: { month: day.slice(0, 7) } }) },
  });
  await flushPromises();
  return { text: shown.text().replace(/\s+/gu, " "), ways: shown.findAll("a").map((way) => way.attributes("href")) };
}

test("where all is well nothing is said", async () => {
  expect((await told({})).text).toBe("");
});

test("days of which nothing came are said to be so, with the way to those of which something did", async () => {
  const { text, ways } = await told({ nothing_told: true, last_told: "2017-09-18" });
  expect(text).toBe("2026年9月还没有传来日志、现场考勤和纸质月表。 2017年9月有记录,去看");
  expect(ways).toEqual(["/months/6109?month=2017-09"]);
  expect(await axeFaults()).toEqual([]);
});

test("where nothing ever came there is no way to anything", async () => {
  const { text, ways } = await told({ nothing_told: true });
  expect(text).toContain("还没有传来过");
  expect(ways).toEqual([]);
});

test("a year without a calendar or a policy of its own is warned of, each with the way to it", async () => {
  const { text, ways } = await told({ without_calendar: true, policy_of_year: 2017 });
  expect(text).toContain("2026 年的放假安排还没有导入");
  expect(text).toContain("2026 年还没有自己的政策文件,全年目标这些都照 2017 年的算");
  expect(ways).toEqual(["/policy?show=calendar&year=2026", "/policy"]);
  expect(await axeFaults()).toEqual([]);
});

test("the office that imports both isn't sent to itself, but to Imports", async () => {
  desk.me = somebody({ acts: [{ act: "keep_policy", divisions: ["6109"] }] });
  const { text, ways } = await told({ without_calendar: true, policy_of_year: 2017 });
  expect(text).not.toContain("市办公室");
  expect(text).toContain("先在「导入」里导入放假安排,再归档");
  expect(text).toContain("在「导入」里导入 2026 年的政策文件");
  expect(ways).toEqual(["/imports", "/policy?show=calendar&year=2026", "/imports", "/policy"]);
  expect(await axeFaults()).toEqual([]);
});
