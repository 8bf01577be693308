import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Router } from "vue-router";
import { desk, signIn } from "../session";
import { axeFaults, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import { isOnlyHere } from "./address";
import { followersOf, inOrder, mayBeLost, type Person, type Phone } from "./person";
import routes from "./routes";

const TOWN = "610926101";
const phone = (id: string, more: Partial<Phone> = {}): Phone => ({
  id,
  name: `手机${id}`,
  program: "0.1.0",
  enrolled_at: 1_490_000_000,
  seen_at: 1_505_700_000,
  revoked_at: null,
  revoked_reason: null,
  follows: null,
  followed_by: [],
  in_use: typeof more.revoked_at !== "number" && (more.followed_by ?? []).length === 0,
  ...more,
});
const person = (id: string, name: string, more: Partial<Person> = {}): Person => ({
  id,
  name,
  unit: "市示范林业站",
  roles: [{ role: "resident", division: "610926101203", from: "2017-01-01", to: null }],
  devices: [],
  codes: [],
  ...more,
});
const CHEN = person("c0017", "陈玉华", { devices: [phone("a1")] });
const LUO = person("c0012", "罗小琴");

const LIST = `GET /console/v1/divisions/${TOWN}/people`;
const ONE = (id: string) => `${LIST}/${id}`;
const INVITE = `POST /console/v1/divisions/${TOWN}/people/c0017/invitation`;
const REVOKE = `POST /console/v1/divisions/${TOWN}/devices/a1/revocation`;
const CODE = `POST /console/v1/divisions/${TOWN}/devices/a1/recovery-code`;
const VILLAGE = "610926101203";
const ASK_CODE = `POST /console/v1/divisions/${VILLAGE}/devices/a1/recovery-code/request`;
const CARD = { code: "7HQ2-M9XK-PP3W", server: "http://10.3.1.2:7610", picture: "<svg xmlns='http://www.w3.org/2000/svg'></svg>", expires_at: 1_506_000_000 };

const WAITS = { id: "0a1b2c3d4e5f6071", made_at: 1_505_740_800, good_until: CARD.expires_at };
const END = `DELETE /console/v1/divisions/${TOWN}/people/c0017/codes/${WAITS.id}`;
const ADD = `POST /console/v1/divisions/${TOWN}/people`;

let screen: ReturnType<typeof mount> | null = null;
let router: Router | null = null;
let asked: Asked[] = [];

async function open(answers: Answers = {}, path = "/people") {
  asked = serverAnswers({
    [LIST]: ({ query }) => (query["after"] === undefined ? { items: [LUO], next: "c0012" } : { items: [CHEN], next: null }),
    [INVITE]: () => CARD,
    [ONE("c0017")]: () => CHEN,
    [REVOKE]: () => undefined,
    "GET /console/v1/places/610926101": () => ({ code: TOWN, name: "大贵镇", level: "town", path: [], below: [{ code: VILLAGE, name: "马鞍桥村" }] }),
    [CODE]: () => ({ code: "0A1B-7HQ2", person: "c0017", enrols_until: 1_513_000_000, followed_by: [] }),
    ...answers,
  });
  ({ screen, router } = await screenAt(routes, path));
}

function dialog(): Element {
  const found = document.querySelector(".el-dialog");
  if (found === null) throw new Error("no dialog");
  return found;
}

async function click(word: string, within: ParentNode = document): Promise<void> {
  const button = [...within.querySelectorAll("button")].find((one) => one.textContent?.trim().startsWith(word) === true);
  if (button === undefined) throw new Error(`no ${word}`);
  button.click();
  await flushPromises();
}

const calls = (call: string) => asked.filter((one) => one.call === call);

beforeEach(() => {
  desk.me = somebody({
    appointments: [{ role: "town_office", role_zh: "镇办公室", division: TOWN, division_name: "大贵镇" }],
    acts: [{ act: "keep_devices", divisions: [TOWN] }],
  });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("people come by pages, with what they are now and whether they have a phone", async () => {
  await open();
  expect(screen?.find("[aria-current=page]").text()).toBe("大贵镇");
  expect(screen?.findAll(".item").map((item) => item.text())).toEqual(["罗小琴驻村队员 · 马鞍桥村没有手机"]);
  await click("再看后面的");
  expect(screen?.findAll(".item").length).toBe(2);
  expect(calls(LIST).map(({ query }) => query)).toEqual([{}, { after: "c0012" }]);
  expect(await axeFaults()).toEqual([]);
});

test("nothing of when a phone was heard of stands in the list: on the person's page alone, as help", async () => {
  await open();
  await click("再看后面的");
  expect(screen?.get(".list").text()).not.toMatch(/联网|0\.1\.0/u);
  await click("陈玉华");
  expect(router?.currentRoute.value.path).toBe(`/people/${TOWN}/c0017`);
  const page = screen?.get(".person").text() ?? "";
  expect(page).toContain("上次联网");
  expect(page).toContain("0.1.0");
  expect(page).toContain("不进统计、排名和考核");
  expect(await axeFaults()).toEqual([]);
});

test("an address of somebody further down is opened at once, and one that nobody has is told", async () => {
  await open({ [ONE("c9999")]: () => refused(422, "person.unknown"), [ONE("c9998")]: () => refused(503, "storage.busy") }, `/people/${TOWN}/c0017`);
  expect(screen?.get(".person h2").text()).toBe("陈玉华");
  await router?.push(`/people/${TOWN}/c9999`);
  await flushPromises();
  expect(screen?.find(".person").exists()).toBe(false);
  expect(screen?.get(".side").text()).toContain("这里没有这个人");
  expect(screen?.find("[role=alert]").exists()).toBe(false);
  await router?.push(`/people/${TOWN}/c9998`);
  await flushPromises();
  expect(screen?.get(".side [role=alert]").text()).toContain("storage.busy");
});

test("people are looked for once the typing rests, pages and all, and Enter does not wait", async () => {
  await open({ [LIST]: ({ query }) => (query["q"] === undefined ? { items: [LUO], next: "c0012" } : { items: query["q"] === "陈" ? [CHEN] : [], next: null }) });
  vi.useFakeTimers();
  try {
    const field = screen?.get("[name=seek]");
    await field?.setValue("c");
    vi.advanceTimersByTime(299);
    await field?.setValue(" 陈 ");
    vi.advanceTimersByTime(299);
    expect(calls(LIST)).toHaveLength(1);
    vi.advanceTimersByTime(1);
    await flushPromises();
    expect(calls(LIST).map(({ query }) => query)).toEqual([{}, { q: "陈" }]);
    expect(screen?.findAll(".item .name").map((name) => name.text())).toEqual(["陈玉华"]);
    await field?.setValue("没这个人");
    await screen?.get("[role=search]").trigger("submit");
    await flushPromises();
    expect(screen?.get(".list").text()).toContain("没有找到");
    vi.advanceTimersByTime(1000);
    expect(calls(LIST)).toHaveLength(3);
  } finally {
    vi.useRealTimers();
  }
  expect(await axeFaults()).toEqual([]);
});

test("what is held for somebody stands on their page, for who keeps people", async () => {
  const HELD = `GET /console/v1/divisions/${TOWN}/held`;
  await open({ [HELD]: () => ({ items: [], next: null }) }, `/people/${TOWN}/c0017`);
  expect(calls(HELD)).toEqual([]);
  screen?.unmount();
  desk.me = somebody({ acts: ["keep_devices", "keep_people"].map((act) => ({ act, divisions: [TOWN] })) });
  await open({ [HELD]: () => ({ items: [], next: null }) }, `/people/${TOWN}/c0017`);
  expect(calls(HELD).map(({ query }) => query)).toEqual([{ person: "c0017" }]);
  expect(screen?.get(".person").text()).toContain("没有等人定的记录");
  expect(screen?.find(`a[href='/held/${TOWN}']`).exists()).toBe(true);
});

test("a code is made once however often one clicks, and stands on a card with picture, address and end", async () => {
  await open({}, `/people/${TOWN}/c0017`);
  const button = screen?.get(".invite").element as HTMLButtonElement;
  button.click();
  button.click();
  await flushPromises();
  expect(calls(INVITE).length).toBe(1);
  const card = dialog().textContent ?? "";
  for (const word of ["陈玉华", "7HQ2-M9XK-PP3W", "http://10.3.1.2:7610"]) expect(card).toContain(word);
  expect(dialog().querySelector("img")?.src).toMatch(/^data:image\/svg\+xml/u);
  expect(await axeFaults()).toEqual([]);
  await click("关上", dialog());
  expect(document.querySelector(".el-dialog")).toBeNull();
});

test("a card with this computer's own address says so on the screen before it is printed, and not on paper", async () => {
  await open({ [INVITE]: () => ({ ...CARD, server: "https://localhost:7610#ABCDEFGH" }) }, `/people/${TOWN}/c0017`);
  (screen?.get(".invite").element as HTMLButtonElement).click();
  await flushPromises();
  const alert = dialog().querySelector("[role=alert]");
  expect(alert?.textContent).toContain("先别打印");
  expect(alert?.classList.contains("unprinted")).toBe(true);
  expect(await axeFaults()).toEqual([]);
  screen?.unmount();
  await open({}, `/people/${TOWN}/c0017`);
  (screen?.get(".invite").element as HTMLButtonElement).click();
  await flushPromises();
  expect(dialog().querySelector("[role=alert]")).toBeNull();
});

test("an address that leads back to the computer itself is told from one that phones reach", () => {
  for (const here of ["http://localhost:7610", "https://LOCALHOST", "http://127.0.0.1:7610", "https://127.1.2.3:7610#ABCD", "http://[::1]:7610", "localhost:7610"]) expect(isOnlyHere(here), here).toBe(true);
  for (const there of ["http://10.3.1.2:7610", "https://localhost.ankang.gov.cn", "https://127.example.cn", "http://[fe80::1]:7610", "https://cunji.example/#127.0.0.1"]) expect(isOnlyHere(there), there).toBe(false);
});

test("a phone is revoked for a reason, which is kept until the server has it; then it says so", async () => {
  let down = true;
  let stopped = false;
  await open(
    {
      [ONE("c0017")]: () => (stopped ? { ...CHEN, devices: [phone("a1", { revoked_at: 1_505_740_000, revoked_reason: "丢在车上" })] } : CHEN),
      [REVOKE]: () => {
        if (down) return refused(503, "storage.busy");
        stopped = true;
        return undefined;
      },
    },
    `/people/${TOWN}/c0017`,
  );
  await click("停用", screen?.get(".phone").element);
  const form = dialog().querySelector("form");
  form?.requestSubmit();
  await flushPromises();
  expect(calls(REVOKE)).toEqual([]);
  expect(dialog().querySelector("[role=alert]")?.textContent).toContain("还差");
  const area = dialog().querySelector("textarea") as HTMLTextAreaElement;
  area.value = "丢在车上";
  area.dispatchEvent(new Event("input"));
  form?.requestSubmit();
  await flushPromises();
  expect(dialog().textContent).toContain("storage.busy");
  expect(area.value).toBe("丢在车上");
  expect(await axeFaults()).toEqual([]);
  down = false;
  form?.requestSubmit();
  form?.requestSubmit();
  await flushPromises();
  expect(calls(REVOKE).map(({ body }) => body)).toEqual([{ reason: "丢在车上", codes: false }, { reason: "丢在车上", codes: false }]);
  expect(document.querySelector(".el-dialog")).toBeNull();
  expect(screen?.get(".person").text()).toContain("已停用「手机a1」");
  expect(screen?.get(".phone").text()).toContain("停用:丢在车上");
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"))).toEqual([]);
});

test("a reason that was typed when the session ended goes out after the sign-in", async () => {
  let signedIn = true;
  await open(
    {
      [REVOKE]: () => (signedIn ? undefined : refused(401, "session.none")),
      "POST /console/v1/session": () => ((signedIn = true), desk.me),
    },
    `/people/${TOWN}/c0017`,
  );
  await click("停用", screen?.get(".phone").element);
  const area = dialog().querySelector("textarea") as HTMLTextAreaElement;
  area.value = "丢在车上";
  area.dispatchEvent(new Event("input"));
  signedIn = false;
  dialog().querySelector("form")?.requestSubmit();
  await flushPromises();
  expect(desk.over).toBe(true);
  expect(area.value).toBe("丢在车上");
  await signIn({ login: "lin", password: "good" });
  await flushPromises();
  expect(calls(REVOKE).slice(-1)[0]?.body).toEqual({ reason: "丢在车上", codes: false });
  expect(document.querySelector(".el-dialog")).toBeNull();
});

const dictate = () => click("忘了密码", screen?.get(".phone").element);
async function submit(selector: string): Promise<void> {
  dialog().querySelector<HTMLFormElement>(selector)?.requestSubmit();
  await flushPromises();
}
async function write(words: string): Promise<void> {
  const area = dialog().querySelector("textarea") as HTMLTextAreaElement;
  area.value = words;
  area.dispatchEvent(new Event("input"));
  await flushPromises();
}
const wanted = (state: string) => ({ id: "5e", division: VILLAGE, what: "show_recovery_code", subject: "a1", reason: "忘了", asked_by: "林办事员", asked_at: 1_505_740_000, mine: true, state });

test("a recovery code is shown to whoever says that they know to whom, in groups, each character as it is said", async () => {
  await open({}, `/people/${TOWN}/c0017`);
  await dictate();
  expect(dialog().querySelector<HTMLButtonElement>(".show button")?.disabled).toBe(true);
  await submit(".show");
  expect(calls(CODE)).toEqual([]);
  dialog().querySelector<HTMLInputElement>("[name=sure]")?.click();
  await flushPromises();
  await submit(".show");
  expect(calls(CODE).length).toBe(1);
  expect([...dialog().querySelectorAll(".text")].map((group) => group.textContent)).toEqual(["0A1B", "7HQ2"]);
  expect([...dialog().querySelectorAll(".signs li")].map((sign) => sign.textContent)).toEqual(["零", "安康的 A", "幺", "北京的 B", "七", "杭州的 H", "青岛的 Q", "二"]);
  expect(await axeFaults()).toEqual([]);
});

test("a code is asked for with a reason, in the person's own village, and seen once somebody else agreed", async () => {
  let agreed = false;
  await open({ [ASK_CODE]: () => wanted("waiting"), [CODE]: () => (agreed ? { code: "0A1B", person: "c0017", enrols_until: null, followed_by: [] } : refused(422, "second.not_agreed")) }, `/people/${TOWN}/c0017`);
  await dictate();
  dialog().querySelector<HTMLInputElement>("[name=sure]")?.click();
  await flushPromises();
  await submit(".show");
  expect(dialog().querySelector(".show [role=alert]")?.textContent).toContain("second.not_agreed");
  await submit(".ask");
  expect(calls(ASK_CODE)).toEqual([]);
  expect(dialog().querySelector(".ask [role=alert]")?.textContent).toContain("还差");
  await write("本人忘了密码,打回去核实过");
  expect(await axeFaults()).toEqual([]);
  dialog().querySelector<HTMLFormElement>(".ask")?.requestSubmit();
  await submit(".ask");
  expect(calls(ASK_CODE).map(({ body }) => body)).toEqual([{ reason: "本人忘了密码,打回去核实过", emergency: false }]);
  expect(dialog().querySelector("[role=status]")?.textContent).toContain("第二个人同意以后一小时内");
  expect(dialog().querySelector("a")?.getAttribute("href")).toBe(`/seconds/${VILLAGE}`);
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"))).toEqual([]);
  agreed = true;
  await submit(".show");
  expect(dialog().querySelector(".text")?.textContent).toBe("0A1B");
});

test("in an emergency the code is shown at once, and that somebody looks at it afterwards is said before", async () => {
  await open({ [ASK_CODE]: () => wanted("emergency") }, `/people/${TOWN}/c0017`);
  await dictate();
  dialog().querySelector<HTMLInputElement>("[name=sure]")?.click();
  await write("人在村里,今晚要报汛");
  dialog().querySelector<HTMLInputElement>("[name=emergency]")?.click();
  await flushPromises();
  expect(dialog().querySelector(".ask")?.textContent).toContain("事后有人复核");
  await submit(".ask");
  expect(calls(ASK_CODE).map(({ body }) => body)).toEqual([{ reason: "人在村里,今晚要报汛", emergency: true }]);
  expect(dialog().querySelectorAll(".text")).toHaveLength(2);
});

test("what to do for a lost phone is said in order, and what was done shows", async () => {
  let codes: Person["codes"] = [];
  await open(
    {
      [ONE("c0017")]: () => ({ ...CHEN, codes }),
      [INVITE]: () => {
        codes = [WAITS];
        return CARD;
      },
    },
    `/people/${TOWN}/c0017`,
  );
  await click("手机丢了");
  expect([...dialog().querySelectorAll("h3")].length).toBe(5);
  expect(await axeFaults()).toEqual([]);
  await click("发注册码", dialog());
  expect(dialog().textContent).toContain(CARD.code);
  await click("关上", dialog());
  expect(dialog().textContent).toContain("注册码已发");
  await click("停用「手机a1」", dialog());
  expect(dialog().querySelector("textarea")).not.toBeNull();
});

test("a code that waits is listed with its last day and can be ended; one that was used meanwhile goes with a word", async () => {
  let codes = [WAITS, { ...WAITS, id: "ff" }];
  const end = () => {
    codes = codes.slice(1);
    return undefined;
  };
  const gone = () => {
    codes = [];
    return refused(409, "code.changed_meanwhile");
  };
  await open({ [ONE("c0017")]: () => ({ ...CHEN, codes }), [END]: end, [END.replace(WAITS.id, "ff")]: gone }, `/people/${TOWN}/c0017`);
  expect(screen?.findAll(".codes li").length).toBe(2);
  expect(screen?.get(".codes").text()).toContain("再发一个,这些就作废");
  expect(await axeFaults()).toEqual([]);
  await screen?.get(".codes .void").trigger("click");
  await flushPromises();
  expect(screen?.findAll(".codes li").length).toBe(1);
  expect(screen?.get(".codes [role=status]").text()).toBe("作废了一个注册码。");
  await screen?.get(".codes .void").trigger("click");
  await flushPromises();
  expect(screen?.get(".codes").text()).toContain("code.changed_meanwhile");
  expect(screen?.findAll(".codes li").length).toBe(0);
});

test("with a lost phone its owner's codes end, unless somebody says otherwise", async () => {
  await open({ [ONE("c0017")]: () => ({ ...CHEN, codes: [WAITS] }) }, `/people/${TOWN}/c0017`);
  const stop = async (untick: boolean) => {
    await click("停用", screen?.element as Element);
    await flushPromises();
    const box = dialog().querySelector<HTMLInputElement>("[name=codes]");
    expect(box?.checked).toBe(true);
    if (untick) box?.click();
    await write("丢了");
    await submit("form");
  };
  await stop(false);
  await stop(true);
  expect(calls(REVOKE).map(({ body }) => body)).toEqual([
    { reason: "丢了", codes: true },
    { reason: "丢了", codes: false },
  ]);
});

test("somebody new is taken in by what a list would say, and has a code at once; a no leaves the words", async () => {
  desk.me = somebody({ acts: ["keep_devices", "keep_people"].map((act) => ({ act, divisions: [TOWN] })) });
  const NEW = person("pabc", "周明");
  const refusals = ["person.taken", "person.namesake"];
  const add = () => {
    const code = refusals.shift();
    return code === undefined ? { id: "pabc" } : refused(409, code);
  };
  const none = { items: [], next: null };
  await open({ [ADD]: add, [ONE("pabc")]: () => NEW, [INVITE.replace("c0017", "pabc")]: () => CARD, [`GET /console/v1/divisions/${TOWN}/held`]: () => none }, `/people/${TOWN}`);
  await click("新来的人");
  expect(await axeFaults()).toEqual([]);
  await submit("form");
  expect(dialog().textContent).toContain("还差:姓名");
  const fill = (name: string, value: string, event = "input") => {
    const field = dialog().querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`);
    if (field === null) throw new Error(`no ${name}`);
    field.value = value;
    field.dispatchEvent(new Event(event));
  };
  fill("name", "周明");
  fill("pick-village", VILLAGE, "change");
  fill("day", "2017-09-20");
  fill("day", "2017-09-20", "change");
  await submit("form");
  expect(dialog().textContent).toContain("person.taken");
  expect(dialog().querySelector<HTMLInputElement>("[name=name]")?.value).toBe("周明");
  expect(dialog().querySelector("[name=another]")).toBeNull();
  await submit("form");
  expect(dialog().textContent).toContain("person.namesake");
  dialog().querySelector<HTMLInputElement>("[name=another]")?.click();
  await flushPromises();
  expect(await axeFaults()).toEqual([]);
  await submit("form");
  const body = { name: "周明", unit: "", id: "", village: VILLAGE, role: "resident", first_day: "2017-09-20" };
  expect(calls(ADD).map((call) => call.body).slice(1)).toEqual([
    { ...body, another: false },
    { ...body, another: true },
  ]);
  await flushPromises();
  expect(router?.currentRoute.value.path).toBe(`/people/${TOWN}/pabc`);
  expect(dialog().textContent).toContain(CARD.code);
  expect(calls(INVITE.replace("c0017", "pabc"))).toHaveLength(1);
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"))).toEqual([]);
});

test("nothing is asked for on the way to another screen", async () => {
  await open({}, `/people/${TOWN}`);
  asked.length = 0;
  await router?.push("/elsewhere/6109");
  await flushPromises();
  expect(asked).toEqual([]);
});

test("who looks after no phones is told so, and nothing is asked", async () => {
  desk.me = somebody({ acts: [] });
  await open();
  expect(screen?.text()).toContain("没有管手机的职务");
  expect(asked).toEqual([]);
});

test("phones in use come first, and a revocation names all that go along", () => {
  const phones = [phone("a", { revoked_at: 5 }), phone("b", { follows: "a", followed_by: ["c"], enrolled_at: 7 }), phone("c", { follows: "b", enrolled_at: 9 }), phone("d", { follows: "x" })];
  expect(followersOf(phones, "a").map(({ id }) => id)).toEqual(["b", "c"]);
  expect(inOrder(phones).map(({ id }) => id)).toEqual(["d", "c", "b", "a"]);
});

test("one phone under two ids is one phone in use; its former id can be stopped, and is said to take the other along", async () => {
  const former = phone("0a1b2c3d4e5f", { name: "cunji", followed_by: ["9ace9ca31122"] });
  const now = phone("9ace9ca31122", { name: "cunji", follows: "0a1b2c3d4e5f", enrolled_at: 1_500_000_000 });
  const recovered = { ...CHEN, devices: [former, now] };
  await open({ [LIST]: () => ({ items: [recovered], next: null }), [ONE("c0017")]: () => recovered }, `/people/${TOWN}/c0017`);
  expect(screen?.get(".tags").text()).toContain("1 部手机在用");
  const cards = screen?.findAll(".phone") ?? [];
  expect(cards.map((card) => card.find(".stop").exists())).toEqual([true, true]);
  expect(cards[1]?.text()).toContain("换成了 9ace9ca3…(同一台手机,不用停用;停用旧号,换成的号也一起停用)");
  expect(cards[1]?.text()).not.toContain("在用");
  await click("手机丢了怎么办");
  expect(document.querySelectorAll("[role=dialog] .act .stop")).toHaveLength(1);
});

test("one that was copied and goes on itself is a phone in use that can be stopped, and what that does to its copy is said", async () => {
  const stolen = phone("0a1b2c3d4e5f", { name: "cunji", followed_by: ["9ace9ca31122"], in_use: true });
  const copy = phone("9ace9ca31122", { name: "cunji", follows: "0a1b2c3d4e5f", enrolled_at: 1_500_000_000 });
  const copied = { ...CHEN, devices: [stolen, copy] };
  await open({ [LIST]: () => ({ items: [copied], next: null }), [ONE("c0017")]: () => copied }, `/people/${TOWN}/c0017`);
  expect(screen?.get(".tags").text()).toContain("2 部手机在用");
  const card = screen?.findAll(".phone")[1];
  expect(card?.text()).toContain("复制出了 9ace9ca3…");
  expect(card?.text()).toContain("复制出的也一起停用");
  expect(card?.text()).not.toContain("不用停用");
  await click("手机丢了怎么办");
  const offered = [...document.querySelectorAll("[role=dialog] .act .stop")].map((button) => button.textContent);
  expect(offered).toEqual(["停用「cunji 9ace9ca3…」", "停用「cunji 0a1b2c3d…」"]);
  await click("停用「cunji 0a1b2c3d…」");
  expect(dialog().textContent).toContain("由它接续出来的也一起停用:cunji 9ace9ca3…。还在本人手里的,再发一个注册码,写的都在。");
});

test("where all that followed a former id are revoked, it can be revoked, too", () => {
  const phones = [phone("a", { followed_by: ["b"] }), phone("b", { follows: "a", revoked_at: 5 })];
  expect(phones.map((one) => mayBeLost(one, phones))).toEqual([true, false]);
});
