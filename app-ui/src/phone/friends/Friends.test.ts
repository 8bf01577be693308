import { flushPromises, mount } from "@vue/test-utils";
import { expect, test } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import type { FriendRow } from "../../generated/FriendRow";
import { rustAnswers, type Answers } from "../../shared/testing";
import { i18n } from "../i18n";
import routes from "./routes";

const friend = (id: string, name: string, overdue: number | null, more: Partial<FriendRow> = {}): FriendRow => ({
  id,
  name,
  household: null,
  group: "三组",
  since: "2017-01-01",
  ended: null,
  last: "2017-08-01",
  last_how: "phone",
  gist: "茶叶卖出去了",
  due: "2017-09-01",
  overdue_days: overdue,
  contacts: 1,
  contacted_today: false,
  sent: true,
  ...more,
});

const written = { record: "k1", edit: "e1", sent: false, waits: false, clock_doubtful: false };

async function at(path: string, answers: Answers) {
  const asked = rustAnswers({ present_day: () => "2017-09-01", leave_form: () => null, ...answers });
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push(path);
  const screen = mount({ template: "<RouterView />" }, { global: { plugins: [router, i18n] }, attachTo: document.body });
  await flushPromises();
  await flushPromises();
  return { asked, router, screen };
}

test("a contact is two taps: with whom, and how", async () => {
  const { asked, screen } = await at("/friends?day=2017-09-05", {
    friends: () => ({ village: "610926101205", contact_months: 1, total: 1, rows: [friend("f1", "张大爷", 4)] }),
    log_contact: () => written,
  });
  await screen.get(".friend .row .button").trigger("click");
  await screen.findAll(".ways button").find((one) => one.text() === "电话")?.trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "log_contact")?.takes).toEqual({ friendship: "f1", day: "2017-09-05", how: "phone" });
  expect(screen.get(".logged a").attributes("href")).toContain("/friends/contact/k1");
});

test("a row that was just tapped stays where it is, so that the next tap on it meets it; it is sorted anew when one comes back", async () => {
  const late = friend("f1", "张大爷", 4);
  const others = Array.from({ length: 24 }, (_, at) => friend(`g${at}`, `友${at}`, 3 - at));
  let all = [late, ...others];
  const { router, screen } = await at("/friends", {
    friends: ({ count }) => ({ village: "610926101205", contact_months: 1, total: all.length, rows: all.slice(0, count as number) }),
    friend: () => ({ row: all.at(-1), contacts: [], why: "", ended_why: null }),
    log_contact: () => {
      all = [...others, { ...late, contacted_today: true, overdue_days: -30 }];
      return written;
    },
    open_form_of: () => new Promise(() => undefined),
  });
  const names = () => screen.findAll(".friend .name").map((name) => name.text());
  const first = () => screen.findAll(".friend")[0];
  await first()?.get(".row .button").trigger("click");
  await first()?.get(".ways button").trigger("click");
  await flushPromises();
  expect(names().slice(0, 2)).toEqual(["张大爷", "友0"]);
  expect(first()?.get(".tag").text()).toBe("今天联系过");
  expect(first()?.get(".logged a").attributes("href")).toContain("/friends/contact/k1");
  await screen.get(".more.button").trigger("click");
  await flushPromises();
  expect(names()).toHaveLength(25);
  expect(names().slice(0, 2)).toEqual(["张大爷", "友0"]);
  await router.push("/friends/contact/k1");
  await router.push("/friends");
  await flushPromises();
  expect(names().slice(0, 2)).toEqual(["友0", "友1"]);
});

test("what is due is a word, not a colour alone", async () => {
  const rows = [friend("f1", "甲", 4), friend("f2", "乙", 0), friend("f3", "丙", -9), friend("f4", "丁", 4, { contacted_today: true }), friend("f5", "戊", null, { ended: "2017-08-01", due: null })];
  const { screen } = await at("/friends", { friends: () => ({ village: "610926101205", contact_months: 1, total: 5, rows }) });
  expect(screen.findAll(".friend .tag").map((tag) => tag.text())).toEqual(["过了 4 天", "今天该联系", "还有 9 天", "今天联系过", "已结束"]);
  expect(screen.findAll(".friend .row .button")).toHaveLength(4);
});

test("a friendship with a household knows the household already", async () => {
  const { asked, screen } = await at("/friends/new?household=h031", {
    friends: () => ({ village: "610926101205", contact_months: 1, total: 0, rows: [] }),
    open_form: ({ said }) => ({ id: "d1", kind: "friendship", village: "610926101205", record: null, is_change: false, fields: said, changed: false, saved_at: 0 }),
    write_form: () => written,
    friend: () => new Promise(() => undefined),
  });
  expect(asked.find((one) => one.command === "open_form")?.takes["said"]).toMatchObject({ household: "h031" });
  await screen.get(".main-button").trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "write_form")?.takes["fields"]).toMatchObject({ household: "h031" });
});

test("a long name has a line of its own, and a short one stands beside what is to be tapped", async () => {
  const rows = [friend("f1", "汪德茂又名二组老屋场坎上那一家的大儿子", 4), friend("f2", "乙", 0)];
  const { screen } = await at("/friends", { friends: () => ({ village: "610926101205", contact_months: 1, total: 2, rows }) });
  expect(screen.findAll(".friend .link").map((link) => link.classes("long"))).toEqual([true, false]);
});

test("friends of a day's village are asked for there, and a friend is made there", async () => {
  const other = "610926101206";
  const { asked, screen } = await at(`/friends?day=2017-08-15&village=${other}`, { friends: ({ village }) => ({ village, contact_months: 1, total: 1, rows: [friend("f1", "王大山", 4)] }) });
  expect(asked.filter((one) => one.command === "friends").map((one) => one.takes["village"])).toEqual([other]);
  expect(screen.findAll("a").map((link) => link.attributes("href"))).toContain(`/friends/new?village=${other}`);
  screen.unmount();
  const form = await at(`/friends/new?household=h031&village=${other}`, {
    friends: () => ({ village: other, contact_months: 1, total: 0, rows: [] }),
    open_form: ({ said, village }) => ({ id: "d1", kind: "friendship", village, record: null, is_change: false, fields: said, changed: false, saved_at: 0 }),
  });
  expect(form.asked.find((one) => one.command === "open_form")?.takes).toMatchObject({ village: other, said: { household: "h031" } });
  form.screen.unmount();
  const page = await at("/friends/f1", {
    friends: () => ({ village: "610926101205", contact_months: 1, total: 0, rows: [] }),
    friend: () => ({ village: other, row: friend("f1", "王大山", 4, { household: { number: "h031", head: "王大山", group: null } }), why: "", ended_why: null, contacts: [] }),
  });
  expect(page.screen.findAll(".record a").map((link) => link.attributes("href"))).toContain(`/visits/household/h031?village=${other}`);
});
