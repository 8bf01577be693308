import { flushPromises, mount, RouterLinkStub } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { i18n } from "../i18n";
import { countOf, setCount } from "../sections";
import { desk, putSignInAway, signIn } from "../session";
import { axeFaults, placeCalled, refused, serverAnswers, somebody, type Answers } from "../testing";
import BesideOver from "./BesideOver.vue";
import Review from "./Review.vue";
import { partOf, seatsOf } from "./seats";
import { about, diaryOf, item, lease, LIST, UNREAD, willing } from "./testing";

const A = item("a1", "陈玉华", { odd: 2, hints: ["near_equal_text", "place_far"], must_be_read: true });
const B = item("b2", "刘建军", { must_be_read: true });
const C = item("c3", "何秀英");
const D = item("d4", "张国平");
const E = item("e5", "周福安");
const ALL = [A, B, C, D, E];

let screen: ReturnType<typeof mount> | null = null;

async function open(answers: Answers = {}, items = ALL, only: string | null = null) {
  const asked = serverAnswers({ ...willing(items), ...answers });
  screen = mount(Review, { props: { only }, global: { plugins: [i18n], stubs: { RouterLink: RouterLinkStub } }, attachTo: document.body });
  await flushPromises();
  return { screen, asked, calls: () => asked.map(({ call }) => call) };
}

async function press(key: string, on: Element = document.body): Promise<void> {
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await flushPromises();
}

const title = () => screen?.find("article h1").text() ?? "";
const listed = () => screen?.findAll(".item .name").map((name) => name.text());
const dialog = () => document.querySelector<HTMLElement>(".el-dialog");

async function write(text: string): Promise<void> {
  const area = document.querySelector<HTMLTextAreaElement>(".el-dialog textarea");
  if (area === null) throw new Error("nothing to write in");
  area.value = text;
  area.dispatchEvent(new Event("input"));
  await flushPromises();
}

async function send(): Promise<void> {
  document.querySelector(".el-dialog form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  await flushPromises();
}

beforeEach(() => {
  desk.me = somebody();
});
afterEach(async () => {
  screen?.unmount();
  screen = null;
  await flushPromises();
  putSignInAway();
  desk.me = null;
});

test("the first is shown and opened, and the next three are fetched in their order before anybody asks, and say so", async () => {
  const { asked, calls } = await open();
  expect(title()).toContain("陈玉华 · 9月12日 周二");
  expect(calls().filter((call) => call.startsWith("GET") && call.includes("/reviews/") && !call.endsWith("causes"))).toEqual(
    ["a1", "b2", "c3", "d4"].map((record) => about("GET", record)),
  );
  const ahead = asked.filter(({ query }) => query["ahead"] === "true");
  expect(ahead.map(({ call }) => call)).toEqual(["b2", "c3", "d4"].map((record) => about("GET", record)));
  expect(calls()).toContain(lease("PUT", "a1"));
  expect(countOf("/review")).toBe(5);
});

test("J shows what was fetched before the server is asked anything, and the lease goes along", async () => {
  const { asked, calls } = await open();
  asked.length = 0;
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
  await screen?.vm.$nextTick();
  expect(title()).toContain("刘建军");
  await flushPromises();
  expect(calls()).toEqual([about("GET", "e5"), lease("DELETE", "a1"), lease("PUT", "b2")]);
  await press("k");
  expect(title()).toContain("陈玉华");
  await press("k");
  expect(title()).toContain("陈玉华");
});

test("A accepts as it was shown and goes on at once, while the server is still thinking", async () => {
  let answer: () => void = () => undefined;
  const { asked } = await open({ [about("POST", "a1")]: () => new Promise<void>((resolve) => (answer = resolve)) });
  await press("a");
  expect(title()).toContain("刘建军");
  expect(listed()).toEqual(["刘建军", "何秀英", "张国平", "周福安"]);
  expect(screen?.get(".judge").text()).toContain("今天看了 1 · 还有 4");
  expect(asked.find(({ call }) => call === about("POST", "a1"))?.body).toEqual({ level: "county", heads: A.heads, seen: null, state: "accepted", cause: null, reason: "" });
  answer();
  await flushPromises();
  expect(countOf("/review")).toBe(4);
});

test("the second click of a double one accepts nothing that nobody saw", async () => {
  const { calls } = await open();
  const button = screen?.get(".accept").element;
  button?.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
  button?.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 2 }));
  await flushPromises();
  expect(calls().filter((call) => call.startsWith("POST"))).toEqual([about("POST", "a1")]);
});

test("the bounce of a key accepts nothing that nobody saw", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { calls } = await open();
  await press("a");
  await press("a");
  expect(calls().filter((call) => call.startsWith("POST"))).toEqual([about("POST", "a1")]);
  vi.advanceTimersByTime(300);
  await press("a");
  expect(calls().filter((call) => call.startsWith("POST"))).toEqual([about("POST", "a1"), about("POST", "b2")]);
  vi.useRealTimers();
});

test("nothing is judged before it is shown", async () => {
  const { calls } = await open({ [about("GET", "a1")]: () => new Promise<void>(() => undefined) });
  await press("a");
  await press("r");
  expect(calls().filter((call) => call.startsWith("POST"))).toEqual([]);
  expect(dialog()).toBeNull();
  expect(screen?.get<HTMLButtonElement>(".accept").element.disabled).toBe(true);
});

test("a lost race is told with the name, and the next one is shown", async () => {
  const { calls } = await open({ [lease("PUT", "a1")]: () => refused(409, "review.taken") });
  expect(title()).toContain("刘建军");
  const notice = screen?.get(".notice").text();
  expect(notice).toContain("陈玉华");
  expect(notice).toContain("说的是review.taken");
  expect(notice).not.toContain("没有照办");
  expect(screen?.findAll(".item")[0]?.text()).toContain("别人正在看");
  expect(calls()).toContain(lease("PUT", "b2"));
  await press("k");
  expect(title()).toContain("刘建军");
});

test("what others have open is passed over by keys, and opened by whoever wants to", async () => {
  await open({}, [A, { ...B, open_at: "wang" }, C]);
  expect(screen?.findAll(".item")[1]?.text()).toContain("wang 正在看");
  await press("j");
  expect(title()).toContain("何秀英");
  await screen?.findAll(".open")[1]?.trigger("click");
  await flushPromises();
  expect(title()).toContain("刘建军");
});

test("a judgement that is refused brings the diary back where it was, and takes nobody away from another one", async () => {
  await open({ [about("POST", "a1")]: () => refused(409, "review.changed_meanwhile"), [about("GET", "a1")]: () => diaryOf(A, { text: "改过的" }) });
  await press("a");
  expect(listed()).toEqual(["陈玉华", "刘建军", "何秀英", "张国平", "周福安"]);
  expect(title()).toContain("刘建军");
  expect(screen?.get(".notice").text()).toContain("没有照办:陈玉华 · 9月12日");
  expect(screen?.get(".judge").text()).toContain("今天看了 0 · 还有 5");
  await screen?.get(".notice button").trigger("click");
  await flushPromises();
  expect(title()).toContain("陈玉华");
  expect(screen?.get("article").text()).toContain("改过的");
  expect(screen?.find(".notice").exists()).toBe(false);
});

test("returning owes a cause from the list; nothing goes without it", async () => {
  const { asked, calls } = await open();
  await press("r");
  expect(document.activeElement?.textContent).toBe("日子写错了");
  await write("是十三日的事");
  await send();
  expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("还差");
  expect(calls().filter((call) => call.startsWith("POST"))).toEqual([]);
  dialog()?.querySelector<HTMLElement>(".choice")?.click();
  await send();
  expect(asked.find(({ call }) => call === about("POST", "a1"))?.body).toEqual({ level: "county", heads: A.heads, seen: null, state: "returned", cause: "wrong_day", reason: "是十三日的事" });
  expect(title()).toContain("刘建军");
  expect(sessionStorage.length).toBe(0);
});

test("C accepts with a word along, which is owed there, and A goes without one", async () => {
  const { asked, calls } = await open({ [about("POST", "b2")]: () => refused(503, "storage.busy") });
  await press("c");
  expect(dialog()?.textContent).toContain("通过,附一句话:陈玉华 · 9月12日");
  expect(document.activeElement?.tagName).toBe("TEXTAREA");
  await write("  ");
  await send();
  expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("还差:要说的话");
  expect(calls().filter((call) => call.startsWith("POST"))).toEqual([]);
  await write("水渠的事写得清楚,转给水利站了。");
  await send();
  expect(asked.find(({ call }) => call === about("POST", "a1"))?.body).toEqual({ level: "county", heads: A.heads, seen: null, state: "accepted", cause: null, reason: "水渠的事写得清楚,转给水利站了。" });
  expect(title()).toContain("刘建军");
  expect(sessionStorage.length).toBe(0);
  // What did not arrive is there again.
  await screen?.get(".comment").trigger("click");
  await flushPromises();
  await write("写得清楚");
  await send();
  expect(screen?.get(".notice").text()).toContain("写的话还在");
  await screen?.get(".notice button").trigger("click");
  await flushPromises();
  await press("c");
  expect(dialog()?.querySelector("textarea")?.value).toBe("写得清楚");
});

test("words that were refused are there when one returns to them", async () => {
  await open({ [about("POST", "a1")]: () => refused(422, "review.returned_before") });
  await press("f");
  await write("照片和日子对不上");
  await send();
  expect(screen?.get(".notice").text()).toContain("写的话还在");
  await screen?.get(".notice button").trigger("click");
  await flushPromises();
  await press("f");
  expect(dialog()?.querySelector("textarea")?.value).toBe("照片和日子对不上");
});

test("a session that ends in the midst of a reason: signed in again, it goes out as it was typed", async () => {
  let signedIn = true;
  const { asked } = await open({
    [about("POST", "a1")]: () => (signedIn ? undefined : refused(401, "session.none")),
    "POST /console/v1/session": () => ((signedIn = true), somebody()),
  });
  await press("f");
  await write("住处和考勤对不上");
  signedIn = false;
  await send();
  expect(desk.over).toBe(true);
  expect(Object.values(sessionStorage).join()).toContain("住处和考勤对不上");
  await signIn({ login: "lin", password: "good" });
  await flushPromises();
  const sent = asked.filter(({ call }) => call === about("POST", "a1"));
  expect(sent.map(({ body }) => (body as { reason: string }).reason)).toEqual(["住处和考勤对不上", "住处和考勤对不上"]);
  expect(listed()).not.toContain("陈玉华");
  expect(sessionStorage.length).toBe(0);
});

test("whoever puts the sign-in away has the diary back, and the words", async () => {
  await open({ [about("POST", "a1")]: () => refused(401, "session.none") });
  await press("f");
  await write("住处和考勤对不上");
  await send();
  putSignInAway();
  await flushPromises();
  expect(listed()).toContain("陈玉华");
  expect(Object.values(sessionStorage).join()).toContain("住处和考勤对不上");
});

test("keeping a diary open asks nobody to sign in while they type, and tells if somebody else took it", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  let answer: () => unknown = () => undefined;
  const { asked, calls } = await open({ [lease("PUT", "a1")]: () => answer() });
  asked.length = 0;
  answer = () => refused(401, "session.none");
  vi.advanceTimersByTime(120_000);
  await flushPromises();
  expect(calls()).toEqual([lease("PUT", "a1")]);
  expect(desk.over).toBe(false);
  answer = () => refused(409, "review.taken");
  vi.advanceTimersByTime(120_000);
  await flushPromises();
  expect(title()).toContain("刘建军");
  expect(screen?.get(".notice").text()).toContain("陈玉华");
  vi.useRealTimers();
});

test("whoever is writing is not taken away when somebody else has it after all", async () => {
  let refuse: () => void = () => undefined;
  const { calls } = await open({ [lease("PUT", "a1")]: () => new Promise((resolve) => (refuse = () => resolve(refused(409, "review.taken")))) });
  await press("f");
  await write("住处和考勤对不上");
  refuse();
  await flushPromises();
  expect(title()).toContain("陈玉华");
  expect(dialog()?.querySelector("textarea")?.value).toBe("住处和考勤对不上");
  expect(screen?.get(".notice").text()).toContain("review.taken");
  expect(calls()).not.toContain(lease("PUT", "b2"));
});

test("a key that was meant for one that somebody else has judges nothing that came up instead", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { calls } = await open({ [lease("PUT", "a1")]: () => refused(409, "review.taken") });
  expect(title()).toContain("刘建军");
  await press("a");
  expect(calls().filter((call) => call.startsWith("POST"))).toEqual([]);
  vi.advanceTimersByTime(1000);
  await press("a");
  expect(calls().filter((call) => call.startsWith("POST"))).toEqual([about("POST", "b2")]);
  vi.useRealTimers();
});

test("leaving gives the diary back", async () => {
  const { asked, calls } = await open();
  asked.length = 0;
  screen?.unmount();
  screen = null;
  await flushPromises();
  expect(calls()).toEqual([lease("DELETE", "a1")]);
});

test("only what need not be read is picked, and U says how many stayed, and why", async () => {
  let waiting = ALL;
  const { asked } = await open({
    [LIST]: () => ({ items: waiting, next: null, totals: { waiting: waiting.length, odd: 1, accepted: 0, accepted_unread: 1, returned: 0, flagged: 0 } }),
    [UNREAD]: () => ((waiting = [A, B, D, E]), { accepted: 1, left: 1 }),
  });
  await press("x");
  expect(screen?.get("[role=status]").text()).toContain("这条要细看");
  expect(screen?.findAll(".item input")).toHaveLength(3);
  await press("u");
  expect(dialog()).toBeNull();
  for (const key of ["j", "j", "x", "j", "x"]) await press(key);
  expect(screen?.get(".picked").text()).toContain("选的 2 条");
  await press("u");
  expect(dialog()?.textContent).toContain("未细看");
  expect(asked.some(({ call }) => call === UNREAD)).toBe(false);
  expect(document.activeElement?.textContent).toBe("通过,记成未细看");
  (document.activeElement as HTMLElement).click();
  await flushPromises();
  const picked = (one: typeof C) => ({ space: one.space, record: one.record, heads: one.heads });
  expect(asked.find(({ call }) => call === UNREAD)?.body).toEqual({ level: "county", items: [picked(C), picked(D)] });
  expect(screen?.get(".said").text()).toContain("1 条通过,记成未细看。");
  expect(screen?.get(".said").text()).toContain("1 条还留着");
  expect(listed()).toEqual(["陈玉华", "刘建军", "张国平", "周福安"]);
  expect(title()).toContain("张国平");
  expect(screen?.find(".picked").exists()).toBe(false);
  // What went unread was not seen.
  expect(screen?.get(".judge").text()).toContain("今天看了 0");
});

test("all without hints are picked at once, two hundred go in a call, and a call that fails keeps what it had", async () => {
  const many = Array.from({ length: 230 }, (_, number) => item(`n${number}`, `周${number}`));
  let up = true;
  const { asked } = await open({ [UNREAD]: ({ body }) => ((up = !up), up ? refused(503, "storage.busy") : { accepted: (body as { items: unknown[] }).items.length, left: 0 }) }, many);
  await screen?.get(".pick-all button").trigger("click");
  await press("u");
  document.querySelector<HTMLElement>(".el-dialog .send")?.click();
  await flushPromises();
  expect(dialog()?.textContent).toContain("storage.busy");
  expect(dialog()?.textContent).toContain("30 条不细看就通过");
  document.querySelector<HTMLElement>(".el-dialog .send")?.click();
  await flushPromises();
  expect(asked.filter(({ call }) => call === UNREAD).map(({ body }) => (body as { items: unknown[] }).items.length)).toEqual([200, 30, 30]);
  expect(screen?.get(".said").text()).toContain("230 条通过");
});

test("S picks all that may go unread, and none the second time; where there is nothing to pick that is said", async () => {
  const { asked } = await open();
  await press("s");
  expect(screen?.get(".picked").text()).toContain("选的 3 条都通过");
  expect(screen?.get(".judge .picked kbd").text()).toBe("U");
  await press("s");
  expect(screen?.find(".picked").exists()).toBe(false);
  await press("S");
  await press("u");
  document.querySelector<HTMLElement>(".el-dialog .send")?.click();
  await flushPromises();
  expect((asked.find(({ call }) => call === UNREAD)?.body as { items: { record: string }[] }).items.map(({ record }) => record)).toEqual(["c3", "d4", "e5"]);
  screen?.unmount();
  await open({}, [A, B]);
  await press("s");
  expect(screen?.get(".said").text()).toContain("单子里没有可以不细看的。");
});

test("the keys that pick stand in the list of keys", async () => {
  await open();
  await screen?.findAll(".judge button").find((button) => button.text().includes("所有按键"))?.trigger("click");
  await flushPromises();
  const keys = [...document.querySelectorAll(".el-dialog .keys .row")].map((row) => row.textContent?.trim());
  expect(keys).toContain("S没疑点的都选上,再按一下都不选");
  expect(keys).toContain("X选上,归到一堆");
  expect(keys).toContain("B和相近的那篇对着看");
});

test("the list names every hint shortly, with their number where there are several", async () => {
  const three = item("f6", "吴德厚", { odd: 3, hints: ["photo_seen_before", "near_equal_text", "written_long_after"], must_be_read: true });
  const one = item("g7", "郑小兰", { odd: 1, hints: ["place_far"], must_be_read: true });
  const later = item("h8", "孙有福", { odd: 2, hints: ["place_far", "hint_of_a_later_version"], must_be_read: true });
  await open({}, [three, one, later]);
  const tags = screen?.findAll(".item").map((row) => row.findAll(".tag").map((tag) => tag.text()));
  expect(tags).toEqual([["3", "照片见过", "和别的日子相近", "写得晚"], ["离村远"], ["疑点 2 处"]]);
  expect(screen?.get(".count").attributes("title")).toBe("疑点 3 处");
});

test("a diary that something contradicts has a mark of its own, is no sample, and says at its side why it stands first", async () => {
  const against = item("f6", "吴德厚", { contradicted: true, must_be_read: true });
  const both = item("g7", "郑小兰", { contradicted: true, odd: 1, hints: ["written_long_after"], must_be_read: true });
  await open({}, [both, against]);
  const rows = screen?.findAll(".item") ?? [];
  expect(rows.map((row) => row.findAll(".tag").map((tag) => tag.text()))).toEqual([["对不上", "写得晚"], ["对不上"]]);
  expect(rows.map((row) => row.find(".pick").exists())).toEqual([false, false]);
  expect(screen?.text()).toContain("有疑点的 2 条排在前面");
  await rows[1]?.get(".open").trigger("click");
  await flushPromises();
  expect(screen?.get(".reasons").text()).toContain("有的说法和这天写的对不上");
  expect(screen?.get(".reasons").text()).not.toContain("抽查");
});

test("a day of another year than today's is said with its year, in the list and above the diary", async () => {
  vi.setSystemTime(Date.UTC(2026, 10, 27, 4));
  await open();
  expect(screen?.get(".item").text()).toContain("2017年9月12日");
  expect(screen?.get("article h1").text()).toBe("陈玉华 · 2017年9月12日 周二");
});

test("the near-equal diary that a hint names is read beside this one, by its button or by B, and judged it is not", async () => {
  const remark = { code: "near_equal_text", zh: "和 2017年9月5日 写的有 97% 相同。", en: "", innocent_zh: "两天差不多。", innocent_en: "", diary: "z9" };
  const grade = { grade: "plausible", zh: "可信", reasons: [], hints: [remark] };
  const other = item("z9", "王启山", { day: "2017-09-05" });
  let may = true;
  const { calls } = await open({ [about("GET", "a1")]: () => diaryOf(A, { grade }), [about("GET", "z9")]: () => (may ? diaryOf(other, { text: "上午看路。" }) : refused(403, "right.no")) });
  await screen?.get(".beside").trigger("click");
  await flushPromises();
  const sides = () => [...document.querySelectorAll(".el-dialog .two article")].map((side) => side.textContent ?? "");
  expect(sides()[0]).toContain("陈玉华 · 9月12日");
  expect(sides()[1]).toContain("王启山 · 9月5日上午看路。");
  expect(document.querySelector(".el-dialog .judge")).toBeNull();
  expect(await axeFaults()).toEqual([]);
  screen?.getComponent(BesideOver).vm.$emit("close");
  await flushPromises();
  // Another may not be read from this seat: that is said, and this one stays.
  may = false;
  await press("b");
  expect(sides()[1]).toContain("right.no");
  expect(calls().filter((call) => call === about("GET", "z9"))).toHaveLength(2);
});

test("where no hint names a diary, B opens nothing", async () => {
  await open();
  await press("b");
  expect(dialog()).toBeNull();
});

test("the last one gone, all is read; new ones are looked for when asked", async () => {
  let waiting = [A];
  await open({ [LIST]: () => ({ items: waiting, next: null, totals: { waiting: waiting.length, odd: 0, accepted: 0, accepted_unread: 0, returned: 0, flagged: 0 } }) });
  await press("a");
  expect(screen?.get(".done").text()).toContain("都看完了");
  expect(countOf("/review")).toBeUndefined();
  // It was mended meanwhile, and waits once more.
  waiting = [{ ...A, heads: ["cd".repeat(32)] }];
  await screen?.get(".done button").trigger("click");
  await flushPromises();
  expect(title()).toContain("陈玉华");
});

test("more than a page: what lies behind comes before one gets there", async () => {
  const first = Array.from({ length: 14 }, (_, number) => item(`n${number}`, `周${number}`));
  const totals = { waiting: 15, odd: 1, accepted: 0, accepted_unread: 0, returned: 0, flagged: 0 };
  let pages = 0;
  await open({ [LIST]: () => ((pages += 1), pages === 1 ? { items: first, next: "z", totals } : { items: [A], next: null, totals }) }, [...first, A]);
  expect(listed()).toHaveLength(14);
  await press("j");
  await press("j");
  expect(listed()).toHaveLength(15);
});

test("the list's failure and a diary's are told where they belong, and tried again there", async () => {
  let up = false;
  await open({ [LIST]: () => (up ? { items: [A], next: null, totals: { waiting: 1, odd: 1, accepted: 0, accepted_unread: 0, returned: 0, flagged: 0 } } : refused(503, "storage.busy")), [about("GET", "a1")]: () => (up ? diaryOf(A) : refused(404, "review.unknown")) });
  expect(screen?.get(".list [role=alert]").text()).toContain("storage.busy");
  expect(screen?.find(".done").exists()).toBe(false);
  // How many are left is not known, which is not none.
  expect(screen?.get(".judge").text()).not.toContain("还有");
  up = true;
  await screen?.get(".list .state button").trigger("click");
  await flushPromises();
  expect(title()).toContain("陈玉华");
  screen?.unmount();
  up = true;
  await open({ [about("GET", "a1")]: () => (up ? refused(503, "storage.busy") : diaryOf(A)) });
  expect(screen?.get(".page [role=alert]").text()).toContain("storage.busy");
  up = false;
  await screen?.get(".page .button").trigger("click");
  await flushPromises();
  expect(title()).toContain("陈玉华");
});

test("who sits in several offices says for which one, and has that one's queue on its level", async () => {
  desk.me = somebody({
    appointments: [
      { role: "county_office", role_zh: "县办公室", division: "610926", division_name: "平利县" },
      { role: "county_office", role_zh: "县办公室", division: "610926", division_name: "平利县", deputy_for: "wang" },
      { role: "town_office", role_zh: "镇办公室", division: "610926101", division_name: "大贵镇" },
      { role: "inspector", role_zh: "督查", division: "6109", division_name: "安康市" },
    ],
  });
  const town = "GET /console/v1/divisions/610926101/reviews";
  const { asked } = await open({ [town]: () => ({ items: [B], next: null, totals: { waiting: 1, odd: 0, accepted: 0, accepted_unread: 0, returned: 0, flagged: 0 } }), [`${town}/causes`]: () => [] });
  expect(screen?.findAll("option").map((option) => option.text())).toEqual(["平利县 · 县区级", "大贵镇 · 镇级"]);
  await screen?.get("select").setValue("town/610926101");
  await flushPromises();
  expect(title()).toContain("刘建军");
  await press("a");
  expect(asked.find(({ call }) => call === about("POST", "b2"))?.body).toMatchObject({ level: "town" });
});

test("who reviews nowhere is told so", async () => {
  desk.me = somebody({ appointments: [] });
  const { asked } = await open();
  expect(screen?.text()).toContain("没有审核日志的职务");
  expect(asked).toEqual([]);
});

test("a division's alone: its queue is asked for, its name stands above, and the bar's figure is not its", async () => {
  setCount("/review", 387);
  const TOWN = "GET /console/v1/divisions/610926101/reviews";
  const { asked } = await open(
    {
      [TOWN]: () => ({ items: [A], next: null, totals: { waiting: 1, odd: 1, accepted: 0, accepted_unread: 0, returned: 0, flagged: 0 } }),
      [`${TOWN}/causes`]: () => [],
      ...placeCalled("610926101", "大贵镇"),
    },
    ALL,
    "610926101",
  );
  expect(asked.filter(({ call }) => call === TOWN).map(({ query }) => query["level"])).toEqual(["county"]);
  expect(screen?.get(".only").text()).toContain("只看 大贵镇");
  expect(screen?.getComponent(RouterLinkStub).props("to")).toBe("/review");
  expect(countOf("/review")).toBe(387);
});

test("a division's part is reviewed on the highest level that one has there, and nowhere else", () => {
  const held = (role: string, division: string, division_name: string) => ({ role, role_zh: "", division, division_name });
  const seats = seatsOf({ appointments: [held("town_office", "610926101", "大贵镇"), held("county_office", "610926", "平利县"), held("city_office", "6110", "商洛市")] });
  expect(partOf(seats, "610926101203")).toEqual({ level: "county", division: "610926101203", name: "平利县", part: true });
  expect(partOf(seats, "6110")).toEqual({ level: "city", division: "6110", name: "商洛市", part: false });
  expect(partOf(seats, "610927")).toBeNull();
});
