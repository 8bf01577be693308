import { flushPromises, mount } from "@vue/test-utils";
import { expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import type { HouseholdRow } from "../../generated/HouseholdRow";
import type { VisitFormView } from "../../generated/VisitFormView";
import { rustAnswers, type Answers } from "../../shared/testing";
import friendRoutes from "../friends/routes";
import { i18n } from "../i18n";
import problemRoutes from "../problems/routes";
import routes from "./routes";

const row = (number: string, head: string, days: number | null): HouseholdRow => ({
  number,
  head,
  group: "三组",
  persons: 4,
  causes: ["illness"],
  status: "registered",
  assigned: true,
  found_member: null,
  visited: { own: null, own_days: days, team: null, team_days: null, by: null, gist: "", visits: 0 },
});

const offers: VisitFormView = {
  household: { number: "h031", head: "张守福", group: "三组" },
  members: ["张守福", "单小梅"],
  purposes: [
    { code: "routine", zh: "例行走访", en: "Routine visit" },
    { code: "needs", zh: "了解难处", en: "Learning of needs" },
  ],
  team: [{ id: "c0018", name: "王启山" }],
  explained_before: ["合作医疗"],
  next_step: { day: "2017-08-10", by: { id: "c0018", name: "王启山" }, text: "问合作医疗的事" },
  same_day: [],
  friendship: "f1",
  likely: [],
  asks_quiz: false,
  asks_satisfaction: false,
};

const draft = (fields: Record<string, unknown>) => ({
  id: "d1",
  kind: "visit",
  village: "610926101205",
  record: null,
  is_change: false,
  fields,
  changed: false,
  saved_at: 0,
});

const written = { record: "v1", edit: "e1", sent: false, waits: false, clock_doubtful: false };

async function at(path: string, answers: Answers) {
  const asked = rustAnswers({ present_day: () => "2017-09-01", visits_to_confirm: () => [], forms: () => [], leave_form: () => null, ...answers });
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, ...friendRoutes, ...problemRoutes, { path: "/today/:day?", component: { template: "<p />" } }] });
  await router.push(path);
  const screen = mount({ template: "<RouterView />" }, { global: { plugins: [router, i18n] }, attachTo: document.body });
  await flushPromises();
  await flushPromises();
  return { asked, router, screen };
}

const households = (rows: HouseholdRow[], total = rows.length) => () => ({ village: "610926101205", total, assigned: 2, rows, unlisted: [] });

test("every letter is looked up, also while an input method composes, and only the last answer is shown", async () => {
  const late: ((value: unknown) => void)[] = [];
  const { asked, screen } = await at("/visits", {
    households: ({ text }) =>
      text === "z" ? new Promise((done) => late.push(done)) : households([row("h031", text === "zs" ? "张守福" : "李桂兰", 38)])(),
  });
  const field = screen.get("input.typed");
  await field.trigger("compositionstart");
  await field.setValue("z");
  await field.setValue("zs");
  await flushPromises();
  expect(asked.filter((one) => one.command === "households").map((one) => one.takes["text"])).toEqual(["", "z", "zs"]);
  expect(screen.text()).toContain("张守福");
  late[0]?.(households([row("h001", "迟到的人", 1)])());
  await flushPromises();
  expect(screen.text()).not.toContain("迟到的人");
});

test("who was never visited and who waits long stands out by a word", async () => {
  const { screen } = await at("/visits", { households: households([row("h1", "甲", null), row("h2", "乙", 38), row("h3", "丙", 0)]) });
  const tags = screen.findAll(".list .row .tag").map((tag) => [tag.text(), tag.classes().includes("warn")]);
  expect(tags).toEqual([["没去过", true], ["38 天", true], ["今天", false]]);
});

test("more is fetched by pages and put behind what is there", async () => {
  const { asked, screen } = await at("/visits", {
    households: ({ from }) => households(from === 0 ? [row("h1", "甲", 3)] : [row("h2", "乙", 2)], 2)(),
  });
  await screen.get("button.more").trigger("click");
  await flushPromises();
  expect(asked.filter((one) => one.command === "households").map((one) => one.takes["from"])).toEqual([0, 1]);
  expect(screen.findAll(".list .row .head").map((head) => head.text())).toEqual(["甲", "乙"]);
});

test("a visit is written with what was tapped, and is a contact by one tap more", async () => {
  const { asked, screen } = await at("/visits/new/h031", {
    households: households([]),
    open_visit: () => draft({ day: "2017-09-01", household: "h031" }),
    visit_offers: () => offers,
    keep_form: () => null,
    write_form: () => written,
    contact_in_visit: () => written,
  });
  expect(asked.find((one) => one.command === "open_visit")?.takes).toMatchObject({ day: "2017-09-01", number: "h031" });
  expect(screen.text()).toContain("问合作医疗的事");
  const tap = async (word: string) => {
    const button = screen.findAll(".record button").find((one) => one.text() === word);
    if (button === undefined) throw new Error(`no ${word}`);
    await button.trigger("click");
  };
  for (const word of ["例行走访", "了解难处", "王启山", "合作医疗", "单小梅", "也算一次交友联系", "存好"]) await tap(word);
  await flushPromises();
  const fields = asked.find((one) => one.command === "write_form")?.takes["fields"];
  expect(fields).toMatchObject({ purpose: "needs", companions: ["c0018"], explained: ["合作医疗"], met: ["单小梅"], household: "h031" });
  expect(asked.find((one) => one.command === "contact_in_visit")?.takes).toEqual({ visit: "v1" });
});

test("a contact that failed is told, the visit is not written twice, and a second tap tries the contact alone", async () => {
  let full = true;
  const { asked, router, screen } = await at("/visits/new/h031", {
    households: households([]),
    open_visit: () => draft({ day: "2017-09-01", household: "h031" }),
    visit_offers: () => offers,
    keep_form: () => null,
    write_form: () => written,
    contact_in_visit: () => {
      if (full) throw { sentences: [{ code: "store.disk_full", zh: "手机满了。", en: "The phone is full." }], of_the_line: false };
      return written;
    },
    visit: () => new Promise(() => undefined),
  });
  const tap = (word: string) => screen.findAll(".record button").find((one) => one.text() === word)?.trigger("click");
  await tap("也算一次交友联系");
  await tap("存好");
  await flushPromises();
  expect(screen.get("[role=alert]").text()).toContain("手机满了。");
  expect(screen.get(".main-button").attributes("disabled")).toBeUndefined();
  // It is said that the visit is safe and where its contact is noted later; what is written takes no word more.
  expect(screen.text()).toContain("这次走访已存好");
  expect(screen.findAll(".record a").map((link) => link.attributes("href"))).toContain("/visits/visit/v1");
  expect(screen.findAll(".record textarea, .record .chip").every((one) => one.element.matches(":disabled"))).toBe(true);
  expect(screen.findAll(".record button").map((one) => one.text())).not.toContain("不要了");
  full = false;
  await tap("再记一次联系");
  await flushPromises();
  expect(asked.filter((one) => one.command === "write_form")).toHaveLength(1);
  expect(asked.filter((one) => one.command === "contact_in_visit")).toHaveLength(2);
  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe("/visits/visit/v1"), { timeout: 30_000 });
});

test("a list that can't be had says why", async () => {
  const { screen } = await at("/visits", {
    households: () => {
      throw { sentences: [{ code: "client.which_village", zh: "你有几个村,请说是哪个村。", en: "Which village?" }], of_the_line: false };
    },
  });
  expect(screen.get("[role=alert]").text()).toContain("请说是哪个村");
});

test("quiz and satisfaction are asked only where the policy wants them", async () => {
  const answers = { households: households([]), open_visit: () => draft({ day: "2017-09-01", household: "h031" }), keep_form: () => null };
  const without = await at("/visits/new/h031", { ...answers, visit_offers: () => offers });
  expect(without.screen.text()).not.toContain("政策问答");
  without.screen.unmount();
  const { asked, screen } = await at("/visits/new/h031", {
    ...answers,
    visit_offers: () => ({ ...offers, asks_quiz: true, asks_satisfaction: true }),
    write_form: () => written,
    visit: () => new Promise(() => undefined),
  });
  const tap = (word: string) => screen.findAll(".record button").find((one) => one.text().includes(word))?.trigger("click");
  for (const word of ["答对一题", "答错一题", "很满意", "存好"]) await tap(word);
  await flushPromises();
  expect(asked.find((one) => one.command === "write_form")?.takes["fields"]).toMatchObject({ quiz: [true, false], satisfaction: 100 });
});

test("a second visit of a day is offered the first, and not refused", async () => {
  const first = { kind: "visit", id: "v0", day: "2017-09-01", author: { id: "c0018", name: "王启山" }, own: false, text: "上午在家", needs: "", next_step: "", purpose: null, explained: [], companions: [], how: null, answer: null, photos: [], sent: true } as const;
  const { screen } = await at("/visits/new/h031", {
    households: households([]),
    open_visit: () => draft({ day: "2017-09-01", household: "h031" }),
    visit_offers: () => ({ ...offers, same_day: [first] }),
  });
  expect(screen.get(".same-day").text()).toContain("王启山");
  expect(screen.get(".same-day a").attributes("href")).toContain("/visits/visit/v0");
  expect(screen.get(".main-button").attributes("disabled")).toBeUndefined();
});

test("a household written by name is offered the likely ones of the list", async () => {
  const { asked, screen } = await at("/visits/new", {
    households: households([]),
    open_visit: () => draft({ day: "2017-09-01" }),
    visit_offers: ({ number }) => ({ ...offers, household: null, friendship: null, likely: number === null ? [{ number: "h101", head: "张三", group: "三组" }] : [] }),
    keep_form: () => null,
    write_form: () => written,
    visit: () => new Promise(() => undefined),
  });
  await screen.get("input.short-field").setValue("章三");
  await flushPromises();
  expect(asked.filter((one) => one.command === "visit_offers").at(-1)?.takes).toMatchObject({ name: "章三", number: null });
  await screen.findAll(".likely button")[0]?.trigger("click");
  await screen.get(".main-button").trigger("click");
  await flushPromises();
  const fields = asked.find((one) => one.command === "write_form")?.takes["fields"];
  expect(fields).toMatchObject({ household: "h101", household_name: null });
});

test("a companion says it by one tap", async () => {
  const view = {
    village: "610926101205",
    household: { number: "h031", head: "张守福", group: "三组" },
    row: { kind: "visit", id: "v9", day: "2017-09-01", author: { id: "c0018", name: "王启山" }, own: false, text: "在家", needs: "", next_step: "", purpose: null, explained: [], companions: [], how: null, answer: null, photos: [], sent: true },
    met: [], is_companion: true, own_word: null, contact: null, friendship: null, problems: [], heads: ["e1"],
  };
  let said = false;
  const { asked, screen } = await at("/visits/to-confirm", {
    households: households([]),
    visits_to_confirm: () => (said ? [] : [view]),
    share_visit: () => {
      said = true;
      return written;
    },
  });
  await screen.findAll(".record button").find((one) => one.text() === "我在")?.trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "share_visit")?.takes).toEqual({ visit: "v9", was_along: true, heads: ["e1"] });
  expect(screen.text()).toContain("没有等你确认的走访。");
});

test("a half-written visit is thrown away only on a second word", async () => {
  const { asked, screen } = await at("/visits/draft/d1", {
    households: households([]),
    form: () => ({ ...draft({ day: "2017-09-01", household: "h031", findings: "在家" }), changed: true }),
    visit_offers: () => offers,
    discard_form: () => null,
  });
  const tap = (word: string) => screen.findAll(".record button").find((one) => one.text() === word)?.trigger("click");
  await tap("不要了");
  expect(asked.map((one) => one.command)).not.toContain("discard_form");
  await tap("留着");
  await tap("不要了");
  await tap("不要了");
  await flushPromises();
  expect(asked.find((one) => one.command === "discard_form")?.takes).toEqual({ id: "d1" });
});

test("a visit whose number was another household's is mended by the head's name, and its day can be changed", async () => {
  const { asked, screen } = await at("/visits/draft/d1", {
    households: households([]),
    form: () => draft({ day: "2017-09-01", household: "h999" }),
    visit_offers: () => ({ ...offers, household: null }),
    keep_form: () => null,
    write_form: () => written,
    visit: () => new Promise(() => undefined),
  });
  expect(screen.find("input[type=date]").exists()).toBe(true);
  expect(screen.find("input.short-field").exists()).toBe(false);
  await screen.findAll(".record button").find((one) => one.text() === "不是这户,写户主名字")?.trigger("click");
  await screen.get("input.short-field").setValue("张三");
  await screen.get(".main-button").trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "write_form")?.takes["fields"]).toMatchObject({ household: null, household_name: "张三" });
});

const OTHER = "610926101206";

test("a half-written visit offers what its own village has, whichever is chosen by now", async () => {
  const { asked, screen } = await at("/visits/draft/d1", {
    households: households([]),
    form: () => ({ ...draft({ day: "2017-09-01", household_name: "张三" }), village: OTHER, changed: true }),
    visit_offers: ({ village }) =>
      village === OTHER ? { ...offers, household: null, likely: [{ number: "h007", head: "张三", group: "一组" }] } : { ...offers, likely: [{ number: "h031", head: "张守福", group: "三组" }] },
    keep_form: () => null,
  });
  expect(asked.filter((one) => one.command === "visit_offers").map((one) => one.takes["village"])).toEqual([OTHER]);
  expect(screen.findAll(".likely button").map((button) => button.text())).toEqual(["张三 一组 h007", "先按写的存"]);
});

test("what is opened from a list of a day's village is of that village: the household, and the visit that is written", async () => {
  const { asked, router, screen } = await at(`/visits?day=2017-08-15&village=${OTHER}`, {
    households: ({ village }) => ({ ...households([row("h031", village === OTHER ? "王大山" : "张守福", 3)])(), village: village ?? "610926101205" }),
    open_visit: ({ day, number, village }) => ({ ...draft({ day, household: number }), village }),
    visit_offers: () => offers,
    household: () => new Promise(() => undefined),
  });
  expect(screen.get(".list .row .head").text()).toBe("王大山");
  const links = screen.findAll(".list .row a").map((link) => link.attributes("href"));
  expect(links).toEqual([`/visits/household/h031?day=2017-08-15&village=${OTHER}`, `/visits/new/h031?day=2017-08-15&village=${OTHER}`]);
  expect(screen.get(".list .direct a").attributes("href")).toBe(`/visits/new?day=2017-08-15&village=${OTHER}`);
  await router.push(links[1] ?? "");
  await vi.waitFor(() => expect(asked.find((one) => one.command === "open_visit")?.takes).toMatchObject({ day: "2017-08-15", number: "h031", village: OTHER }), { timeout: 30_000 });
  await router.push(links[0] ?? "");
  await vi.waitFor(() => expect(asked.find((one) => one.command === "household")?.takes).toMatchObject({ number: "h031", village: OTHER }), { timeout: 30_000 });
  // Beside a record the list goes on to be of that village: also what is searched in it.
  await screen.get("input.typed").setValue("w");
  await flushPromises();
  expect(asked.filter((one) => one.command === "households").at(-1)?.takes).toMatchObject({ text: "w", village: OTHER });
});

test("a household of the same number in another village is another one", async () => {
  const { asked, router } = await at("/visits/household/h031?village=610926101205", { households: households([]), household: () => new Promise(() => undefined) });
  await router.push(`/visits/household/h031?village=${OTHER}`);
  await flushPromises();
  expect(asked.filter((one) => one.command === "household").map((one) => one.takes["village"])).toEqual(["610926101205", OTHER]);
});

test("a note that is named is gone on with on its own household of its own village alone", async () => {
  const view = {
    village: OTHER, row: row("h031", "王大山", 3), address: null, category: null, registered: null, status_since: null, members: [], visitors: [], helpers: [], also_written: [],
    note: { record: null, note: "", plan: "", photos: [], in_conflict: false }, friendship: null, next_step: null, total: 0, history: [],
  };
  const note = (id: string, village: string, text: string) => ({ ...draft({ household: "h031", note: text }), id, kind: "household_note", village, changed: true });
  for (const [of, text] of [[OTHER, "养蜂四箱"], ["610926101205", ""]] as const) {
    const { asked, screen } = await at(`/visits/household/h031?note=1&draft=n1&village=${OTHER}`, {
      households: households([]),
      household: () => view,
      form: () => note("n1", of, "养蜂四箱"),
      open_form: ({ village }) => note("n2", village as string, ""),
    });
    await vi.waitFor(() => expect(screen.find(".record textarea").exists()).toBe(true), { timeout: 30_000 });
    await flushPromises();
    expect(screen.get<HTMLTextAreaElement>(".record textarea").element.value).toBe(text);
    expect(asked.filter((one) => one.command === "open_form").map((one) => one.takes["village"])).toEqual(text === "" ? [OTHER] : []);
    screen.unmount();
  }
});
