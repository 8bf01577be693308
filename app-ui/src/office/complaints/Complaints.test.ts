import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Router } from "vue-router";
import { desk } from "../session";
import { axeFaults, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import routes from "./routes";

const [COUNTY, TOWN] = ["610926", "610926101"];
const LIST = `GET /console/v1/divisions/${COUNTY}/complaints`;
const ROOF = { space: "610926101203", village: "马鞍桥村", author: "陈玉华", day: "2017-09-12", about: "living", about_zh: "食宿和安全", text: "村委会二楼漏雨。\n夜里接水。" };

let screen: ReturnType<typeof mount> | null = null;
let router: Router | null = null;
let asked: Asked[] = [];

async function open(answers: Answers = {}) {
  asked = serverAnswers({ [LIST]: () => [ROOF], ...answers });
  ({ screen, router } = await screenAt(routes, "/complaints"));
}

beforeEach(() => {
  desk.me = somebody({ acts: [{ act: "read_complaints", divisions: [COUNTY] }] });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("what was written stands in full, with who, where, when and about what", async () => {
  await open();
  const shown = screen?.get(".card");
  expect(shown?.get(".text").element.textContent).toBe(ROOF.text);
  for (const word of ["陈玉华", "马鞍桥村", "2017-09-12", "食宿和安全"]) expect(shown?.text()).toContain(word);
  expect(await axeFaults()).toEqual([]);
});

test("a look is noted, so nothing is looked at twice, nor on the way to another screen", async () => {
  await open();
  expect(asked.length).toBe(1);
  await router?.push(`/elsewhere/${TOWN}`);
  await flushPromises();
  expect(asked.length).toBe(1);
});

test("that nothing was written is said, and a failure is none", async () => {
  let up = false;
  await open({ [LIST]: () => (up ? [] : refused(503, "storage.busy")) });
  expect(screen?.get("[role=alert]").text()).toContain("storage.busy");
  expect(screen?.text()).not.toContain("没有写给你们");
  up = true;
  await screen?.get(".button").trigger("click");
  await flushPromises();
  expect(screen?.text()).toContain("没有写给你们的投诉建议");
});
