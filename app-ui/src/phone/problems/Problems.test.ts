import { flushPromises, mount } from "@vue/test-utils";
import { expect, test } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import type { ProblemView } from "../../generated/ProblemView";
import { rustAnswers, type Answers } from "../../shared/testing";
import { i18n } from "../i18n";
import routes from "./routes";

const problem = (id: string, more: Partial<ProblemView>): ProblemView => ({
  village: "610926101205",
  id,
  day: "2017-09-01",
  author: { id: "c0017", name: "陈玉华" },
  own: true,
  text: "三组通组路塌方两处。",
  category: { code: "road", zh: "道路", en: "Road" },
  urgency: "urgent",
  household: null,
  visit: null,
  photos: [],
  state: "raised",
  taken_by: null,
  office: null,
  answer_by: null,
  promised: false,
  overdue_days: null,
  answer: "",
  answered: null,
  sent: true,
  ...more,
});

const categories = [
  { code: "road", zh: "道路", en: "Road" },
  { code: "water", zh: "饮水", en: "Drinking water" },
];
const list = (rows: ProblemView[]) => () => ({ village: "610926101205", total: rows.length, open: rows.length, categories, rows });
const written = { record: "p1", edit: "e1", sent: false, waits: false, clock_doubtful: false };

async function at(path: string, answers: Answers) {
  const asked = rustAnswers({ present_day: () => "2017-09-01", leave_form: () => null, keep_form: () => null, ...answers });
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: "/today/:day?", component: { template: "<p />" } }] });
  await router.push(path);
  const screen = mount({ template: "<RouterView />" }, { global: { plugins: [router, i18n] }, attachTo: document.body });
  await flushPromises();
  await flushPromises();
  return { asked, router, screen };
}

test("a state is told in words, with who has it and by when", async () => {
  const rows = [
    problem("a", { state: "unsent" }),
    problem("b", { state: "taken", taken_by: "镇农办", answer_by: "2017-09-05", promised: true }),
    problem("c", { state: "overdue", taken_by: "镇农办", answer_by: "2017-09-05", promised: true, overdue_days: 3 }),
    problem("d", { state: "answered", answer: "铲车周五到。", answered: "2017-09-04" }),
  ];
  const { screen } = await at("/problems", { problems: list(rows) });
  const said = screen.findAll(".problem").map((one) => one.text());
  expect(said[0]).toContain("在手机里,等信号");
  expect(said[1]).toContain("镇农办接办 · 说好 9月5日 前答复");
  expect(said[2]).toContain("过了 3 天还没答复");
  expect(said[3]).toContain("铲车周五到。");
});

test("the team's problems are asked for by one tap", async () => {
  const { asked, screen } = await at("/problems", { problems: list([]) });
  await screen.findAll(".whose button").find((one) => one.text() === "全队的")?.trigger("click");
  await flushPromises();
  expect(asked.filter((one) => one.command === "problems").map((one) => one.takes["own"])).toEqual([true, false]);
});

test("a problem out of a visit knows visit and household, and one category is chosen", async () => {
  const { asked, screen } = await at("/problems/new?visit=v1&household=h031", {
    problems: list([]),
    open_form: ({ said }) => ({ id: "d1", kind: "problem", village: "610926101205", record: null, is_change: false, fields: said, changed: false, saved_at: 0 }),
    write_form: () => written,
  });
  const tap = (word: string) => screen.findAll(".record button").find((one) => one.text() === word)?.trigger("click");
  for (const word of ["道路", "饮水", "急", "提上去"]) await tap(word);
  await flushPromises();
  expect(asked.find((one) => one.command === "write_form")?.takes["fields"]).toEqual({
    day: "2017-09-01",
    raised_in: "v1",
    household: "h031",
    category: "water",
    urgency: "urgent",
  });
});

test("a problem is of the village that its place or its draft says: the form, its categories, the household it leads to", async () => {
  const other = "610926101206";
  const form = (village: unknown, fields: unknown) => ({ id: "d1", kind: "problem", village, record: null, is_change: false, fields, changed: true, saved_at: 0 });
  const new_ = await at(`/problems/new?day=2017-08-15&village=${other}`, { problems: list([]), open_form: ({ said, village }) => form(village, said) });
  expect(new_.asked.find((one) => one.command === "open_form")?.takes).toMatchObject({ village: other, said: { day: "2017-08-15" } });
  new_.screen.unmount();
  const left = await at("/problems/draft/d1", { problems: list([]), form: () => form(other, { day: "2017-09-01" }) });
  expect(left.asked.filter((one) => one.command === "problems").at(-1)?.takes).toMatchObject({ count: 0, village: other });
  left.screen.unmount();
  const household = { number: "h031", head: "王大山", group: null };
  const { screen } = await at("/problems/p1", { problems: list([]), problem: () => problem("p1", { village: other, household }) });
  expect(screen.findAll(".record a").map((link) => link.attributes("href"))).toContain(`/visits/household/h031?village=${other}`);
});
