import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Router } from "vue-router";
import { desk } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import routes from "./routes";

const [COUNTY, TOWN] = ["610926", "610926101"];
const LIST = `GET /console/v1/divisions/${COUNTY}/complaints`;
const ROOF = { space: "610926101203", village: "马鞍桥村", author: "陈玉华", day: "2017-09-12", about: "living", about_zh: "食宿和安全", text: "村委会二楼漏雨。\n夜里接水。", record: "5c", answer: null, answered: null };
const ANSWER = "POST /console/v1/divisions/610926101203/complaints/5c";

const pageOf = (items: object[], next: string | null = null, total = items.length) => ({ items, next, total });

let screen: ReturnType<typeof mount> | null = null;
let router: Router | null = null;
let asked: Asked[] = [];

async function open(answers: Answers = {}) {
  asked = serverAnswers({ [LIST]: () => pageOf([ROOF]), ...placeCalled(COUNTY, "平利县"), ...answers });
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
  const looks = () => asked.filter(({ call }) => call.includes("/complaints")).length;
  expect(looks()).toBe(1);
  await router?.push(`/elsewhere/${TOWN}`);
  await flushPromises();
  expect(looks()).toBe(1);
});

test("the next page is asked for behind the last row, and an answer keeps its place", async () => {
  const older = { ...ROOF, record: "5d", day: "2017-09-02", text: "路灯坏了。" };
  const pages = ({ query }: Asked) => (query.after === "roof" ? pageOf([older], null, 2) : pageOf([ROOF], "roof", 2));
  await open({ [LIST]: pages, "POST /console/v1/divisions/610926101203/complaints/5d": () => undefined });
  expect(screen?.text()).toContain("共 2 条");
  await screen?.get(".state .button").trigger("click");
  await flushPromises();
  expect(screen?.findAll(".card").map((card) => card.get(".text").element.textContent)).toEqual([ROOF.text, older.text]);
  expect(screen?.find(".state").exists()).toBe(false);
  await screen?.findAll(".begin")[1]?.trigger("click");
  await screen?.get("textarea").setValue("已报修。 ");
  await screen?.get("form").trigger("submit");
  await flushPromises();
  expect(screen?.findAll(".card").length).toBe(2);
  expect(screen?.findAll(".card")[1]?.text()).toMatch(/办公室的答复\s*已报修。/u);
  expect(asked.filter(({ call }) => call === LIST).length).toBe(2);
});

test("that nothing was written is said, and a failure is none", async () => {
  let up = false;
  await open({ [LIST]: () => (up ? pageOf([]) : refused(503, "storage.busy")) });
  expect(screen?.get("[role=alert]").text()).toContain("storage.busy");
  expect(screen?.text()).not.toContain("没有写给你们");
  up = true;
  await screen?.get(".button").trigger("click");
  await flushPromises();
  expect(screen?.text()).toContain("没有写给你们的投诉建议");
});

test("an answer is asked for, kept while it is typed, sent once, and stands under what it answers", async () => {
  let answer: string | null = null;
  let down = true;
  const send = (asked: Asked) => {
    if (down) return refused(503, "storage.busy");
    answer = (asked.body as { answer: string }).answer;
    return undefined;
  };
  const answers = { [LIST]: () => pageOf([{ ...ROOF, answer, answered: answer === null ? null : "2017-09-18" }]), [ANSWER]: send };
  await open(answers);
  await screen?.get(".begin").trigger("click");
  expect(screen?.get("form").text()).toContain("只有写的人看得到");
  await screen?.get("form").trigger("submit");
  expect(screen?.get("[role=alert]").text()).toContain("还差");
  await screen?.get("textarea").setValue("下周派人来修。");
  expect(await axeFaults()).toEqual([]);
  await screen?.get("form").trigger("submit");
  await flushPromises();
  expect(screen?.text()).toContain("storage.busy");
  // Loaded anew, what was typed is there.
  screen?.unmount();
  await open(answers);
  expect((screen?.get("textarea").element as HTMLTextAreaElement).value).toBe("下周派人来修。");
  down = false;
  void screen?.get("form").trigger("submit");
  await screen?.get("form").trigger("submit");
  await flushPromises();
  expect(asked.filter(({ call }) => call === ANSWER).map(({ body }) => body)).toEqual([{ answer: "下周派人来修。" }]);
  expect(screen?.get(".answer").text()).toMatch(/办公室的答复\s*下周派人来修。\s*2017-09-18 答复的,只有写的人看得到/u);
  expect(screen?.find("form").exists()).toBe(false);
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"))).toEqual([]);
});
