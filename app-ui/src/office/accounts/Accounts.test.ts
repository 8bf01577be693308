import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Router } from "vue-router";
import { desk, signIn } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import type { Account } from "./appointments";
import routes from "./routes";

const COUNTY = "610926";
const account = (login: string, name: string, more: Partial<Account> = {}): Account => ({
  login,
  name,
  given: false,
  second_factor: false,
  closed_at: null,
  appointments: [{ role: "town_office", division: "610926101", from: "2017-01-01", to: null, deputy_for: null }],
  ...more,
});
const LIN = account("lin", "林办事员", { appointments: [{ role: "county_office", division: COUNTY, from: "2017-01-01", to: null, deputy_for: null }] });
const ZHANG = account("zhang", "张镇办");

/** As the server pages them: those that are looked for, `limit` of them behind `after`. */
const listed =
  (accounts: readonly Account[], most = 50) =>
  ({ query }: Asked) => {
    const word = (query.q ?? "").toLowerCase();
    const found = accounts.filter(({ login, name }) => (login.includes(word) || name.includes(word)) && login > (query.after ?? ""));
    return { items: found.slice(0, most), next: found.length > most ? found[most - 1]?.login : null };
  };

const LIST = `GET /console/v1/divisions/${COUNTY}/accounts`;
const ADD = `POST /console/v1/divisions/${COUNTY}/accounts`;
const ROLES = `PUT /console/v1/divisions/${COUNTY}/accounts/zhang/roles`;
const PASSWORD = `POST /console/v1/divisions/${COUNTY}/accounts/zhang/password`;
const CLOSE = `DELETE /console/v1/divisions/${COUNTY}/accounts/zhang`;
/** Of the server's table as much as is looked at. */
const TABLE = [
  { role: "resident", role_zh: "驻村队员", desk: false, for_unit: false, level: null, levels: ["village"], acts: [] },
  { role: "town_office", role_zh: "镇办公室", desk: true, for_unit: false, level: "town", levels: ["town"], acts: [{ act: "review", act_zh: "审核日志" }, { act: "answer_problems", act_zh: "办问题" }] },
  { role: "county_office", role_zh: "县区办公室", desk: true, for_unit: false, level: "county", levels: ["county"], acts: [{ act: "review", act_zh: "审核日志" }] },
  { role: "city_office", role_zh: "市办公室", desk: true, for_unit: false, level: "city", levels: ["city"], acts: [] },
  { role: "unit_head", role_zh: "一把手", desk: true, for_unit: false, level: null, levels: ["village"], acts: [] },
  { role: "lead_unit", role_zh: "牵头单位", desk: true, for_unit: true, level: null, levels: ["city", "county"], acts: [{ act: "read_records", act_zh: "看记录" }] },
  { role: "inspector", role_zh: "督查", desk: true, for_unit: false, level: null, levels: ["city", "county", "town", "village"], acts: [] },
  { role: "administrator", role_zh: "管理员", desk: true, for_unit: false, level: null, levels: ["city", "county", "town", "village"], acts: [] },
];
const GIVEN = { password: "abcd-efgh-jkmn-pqrs" };

let screen: ReturnType<typeof mount> | null = null;
let router: Router | null = null;
let asked: Asked[] = [];
const me = () =>
  somebody({
    acts: [{ act: "keep_accounts", divisions: [COUNTY] }],
  });

async function open(answers: Answers = {}, path = "/accounts") {
  asked = serverAnswers({
    [LIST]: listed([LIN, ZHANG]),
    [ADD]: () => GIVEN,
    [ROLES]: () => undefined,
    [PASSWORD]: () => GIVEN,
    [CLOSE]: () => undefined,
    "GET /console/v1/roles": () => TABLE,
    ...placeCalled(COUNTY, "平利县", { path: [{ code: "61", name: "陕西省" }, { code: "6109", name: "安康市" }], below: [{ code: "610926101", name: "大贵镇" }] }),
    ...answers,
  });
  ({ screen, router } = await screenAt(routes, path));
}

function get<T extends HTMLElement>(selector: string, within: ParentNode = document): T {
  const found = within.querySelector<T>(selector);
  if (found === null) throw new Error(`no ${selector}`);
  return found;
}

async function click(word: string, within: ParentNode = document): Promise<void> {
  const button = [...within.querySelectorAll("button")].find((one) => one.textContent?.trim().startsWith(word) === true);
  if (button === undefined) throw new Error(`no ${word}`);
  button.click();
  await flushPromises();
}

async function submit(within: ParentNode = document): Promise<void> {
  get<HTMLFormElement>("form", within).requestSubmit();
  await flushPromises();
}

const dialog = () => get(".el-dialog");
const calls = (call: string) => asked.filter((one) => one.call === call);
const kept = () => Object.keys(sessionStorage).filter((key) => key.startsWith("kept/"));

async function fillNew(): Promise<void> {
  await click("新建账号");
  await screen?.get("[name=name]").setValue("王镇办");
  await screen?.get("[name=login]").setValue("Wangz");
  await click("镇办公室");
  await screen?.get("[name=pick-town]").setValue("610926101");
}

beforeEach(() => {
  desk.me = me();
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("a role for a lead unit asks which unit; any other does not, and sends none", async () => {
  await open();
  await fillNew();
  expect(screen?.find("[name=unit]").exists()).toBe(false);
  await click("牵头单位");
  expect(screen?.text()).toContain("只看这里面由这个单位牵头的村。");
  await submit();
  expect(screen?.get(".add [role=alert]").text()).toContain("哪个单位");
  expect(calls(ADD)).toEqual([]);
  await screen?.get("[name=unit]").setValue("市示范农业局");
  await submit();
  expect(calls(ADD)[0]?.body).toMatchObject({ appointment: { role: "lead_unit", division: COUNTY, unit: "市示范农业局" } });
});

test("a role of before units were asked for says that it sees nothing, and takes its unit", async () => {
  const held = { role: "lead_unit", division: COUNTY, from: "2017-01-01", to: null, deputy_for: null, unit: null };
  await open({ [LIST]: listed([LIN, { ...ZHANG, appointments: [held] }]) }, "/accounts?login=zhang");
  if (screen?.find(".account").exists() !== true) await click("张镇办");
  expect(screen?.get(".held").text()).toContain("没写单位,什么也看不到");
  await click("写上单位");
  get<HTMLInputElement>("[name=unit-of]", dialog()).value = "市示范农业局";
  get<HTMLInputElement>("[name=unit-of]", dialog()).dispatchEvent(new Event("input"));
  await flushPromises();
  await submit(dialog());
  expect(calls(ROLES).map(({ body }) => body)).toEqual([{ ...held, unit: "市示范农业局" }]);
});

test("accounts say what they are today by name, and are found by a part of a name", async () => {
  await open({ [LIST]: listed([LIN, { ...ZHANG, given: true, appointments: [{ role: "town_office", division: "610926101", from: "2017-01-01", to: "2017-09-17", deputy_for: null }] }]) });
  expect(screen?.find("[aria-current=page]").text()).toBe("平利县");
  expect(screen?.findAll(".item").map((item) => item.text())).toEqual(["林办事员lin县区办公室 · 平利县", "张镇办zhang今天没有职务还没换过发的密码"]);
  const seek = async (word: string) => {
    await screen?.get("[name=seek]").setValue(word);
    await screen?.get("[name=seek]").trigger("change");
    await flushPromises();
  };
  await seek("ZHA");
  expect(screen?.findAll(".item").length).toBe(1);
  await seek("nobody");
  expect(screen?.text()).toContain("没有找到");
  expect(await axeFaults()).toEqual([]);
});

test("accounts come page by page; one that no page has so far is shown by its address", async () => {
  await open({ [LIST]: listed([LIN, ZHANG], 1) }, `/accounts/${COUNTY}/zhang`);
  expect(screen?.findAll(".item").length).toBe(1);
  expect(screen?.get(".side").text()).toContain("账号 zhang");
  await click("再给一个职务");
  await click("代理", get("form"));
  expect(get<HTMLInputElement>("[name=deputy-for]").tagName).toBe("INPUT");
  expect(await axeFaults()).toEqual([]);
  await screen?.get(".state .button").trigger("click");
  await flushPromises();
  expect(screen?.findAll(".item").length).toBe(2);
  expect(get<HTMLInputElement>("[name=deputy-for]").tagName).toBe("SELECT");
  await router?.push(`/accounts/${COUNTY}/nobody`);
  await flushPromises();
  expect(screen?.get(".side").text()).toContain("这里没有这个账号");
});

test("a new account says what is missing, is made once, and its password is not passed by", async () => {
  await open();
  await click("新建账号");
  expect(await axeFaults()).toEqual([]);
  await submit();
  expect(screen?.get("form [role=alert]").text()).toContain("还差:姓名");
  await click("不要了");
  await fillNew();
  const form = get<HTMLFormElement>("form");
  form.requestSubmit();
  form.requestSubmit();
  await flushPromises();
  expect(calls(ADD).map(({ body }) => body)).toEqual([
    { login: "Wangz", name: "王镇办", appointment: { role: "town_office", division: "610926101", from: "2017-09-18", to: null, deputy_for: null } },
  ]);
  expect(dialog().textContent).toContain(GIVEN.password);
  expect(dialog().textContent).toContain("wangz");
  expect(get<HTMLButtonElement>(".main-button", dialog()).disabled).toBe(true);
  expect(await axeFaults()).toEqual([]);
  get<HTMLInputElement>(".done input", dialog()).click();
  await flushPromises();
  await click("关上", dialog());
  expect(document.body.textContent).not.toContain(GIVEN.password);
  expect(kept()).toEqual([]);
  expect(JSON.stringify({ ...sessionStorage })).not.toContain(GIVEN.password);
});

test("what was typed of a new account is there after a refusal, and when one comes back to it", async () => {
  await open({ [ADD]: () => refused(409, "account.taken") });
  await fillNew();
  await submit();
  expect(screen?.get("form [role=alert]").text()).toContain("account.taken");
  await click("张镇办");
  expect(screen?.find("form").exists()).toBe(false);
  await click("新建账号");
  expect(get<HTMLInputElement>("[name=name]").value).toBe("王镇办");
  expect(get<HTMLSelectElement>("[name=pick-town]").value).toBe("610926101");
});

test("a session that ends in the midst of it loses nothing", async () => {
  let signedIn = true;
  await open({
    [ADD]: () => (signedIn ? GIVEN : refused(401, "session.none")),
    "POST /console/v1/session": () => ((signedIn = true), me()),
  });
  await fillNew();
  signedIn = false;
  await submit();
  expect(desk.over).toBe(true);
  expect(get<HTMLInputElement>("[name=name]").value).toBe("王镇办");
  await signIn({ login: "lin", password: "good" });
  await flushPromises();
  expect(calls(ADD).length).toBe(2);
  expect(dialog().textContent).toContain(GIVEN.password);
});

test("a deputy's days have an end, and it is said for whom", async () => {
  await open({}, `/accounts/${COUNTY}/zhang`);
  await click("再给一个职务");
  await click("县区办公室", get("form"));
  await click("代理", get("form"));
  await submit();
  expect(screen?.get("form [role=alert]").text()).toContain("还差:代谁");
  expect([...get<HTMLSelectElement>("[name=deputy-for]").options].map(({ value }) => value)).toEqual(["", "lin"]);
  await screen?.get("[name=deputy-for]").setValue("lin");
  await submit();
  expect(screen?.get("form [role=alert]").text()).toContain("还差:到哪天为止");
  await screen?.get("[name=to]").setValue("2017-10-08");
  await submit();
  expect(calls(ROLES).map(({ body }) => body)).toEqual([{ role: "county_office", division: COUNTY, from: "2017-09-18", to: "2017-10-08", deputy_for: "lin" }]);
  expect(calls(LIST).length).toBe(2);
  expect(kept()).toEqual([]);
});

test("a role ends on a day, and stays the role that it was", async () => {
  await open({}, `/accounts/${COUNTY}/zhang`);
  await click("到期");
  expect(get<HTMLInputElement>("[name=last]", dialog()).value).toBe("2017-09-18");
  expect(await axeFaults()).toEqual([]);
  await submit(dialog());
  expect(calls(ROLES).map(({ body }) => body)).toEqual([{ role: "town_office", division: "610926101", from: "2017-01-01", to: "2017-09-18", deputy_for: null }]);
  expect(document.querySelector(".el-dialog")).toBeNull();
});

test("a new password and a closed account are asked for twice and done once", async () => {
  await open({}, `/accounts/${COUNTY}/zhang`);
  await click("重设密码");
  expect(calls(PASSWORD)).toEqual([]);
  const sure = get<HTMLButtonElement>(".sure", dialog());
  sure.click();
  sure.click();
  await flushPromises();
  expect(calls(PASSWORD).length).toBe(1);
  expect(document.body.textContent).toContain(GIVEN.password);
  get<HTMLInputElement>(".done input").click();
  await flushPromises();
  await click("关上", get(".el-dialog"));
  await click("停用账号");
  get<HTMLButtonElement>(".sure", dialog()).click();
  await flushPromises();
  expect(calls(CLOSE).length).toBe(1);
  expect(document.querySelector(".el-dialog")).toBeNull();
});

test("nobody is offered to change their own account, nor a closed one", async () => {
  await open({ [LIST]: listed([LIN, { ...ZHANG, closed_at: 1_505_000_000 }]) }, `/accounts/${COUNTY}/lin`);
  expect(screen?.get(".side").text()).toContain("自己的职务和密码由别人管");
  expect(screen?.findAll(".side button")).toEqual([]);
  await router?.push(`/accounts/${COUNTY}/zhang`);
  await flushPromises();
  expect(screen?.get(".side").text()).toContain("停用");
  expect(screen?.findAll(".side button")).toEqual([]);
});

test("where nobody tells the names below, a division is typed by its code", async () => {
  desk.me = somebody({ acts: [{ act: "keep_accounts", divisions: ["610921"] }] });
  await open({ "GET /console/v1/divisions/610921/accounts": listed([]), "GET /console/v1/places/610921": () => refused(503, "storage.busy") });
  await click("新建账号");
  expect(get<HTMLInputElement>("[name=division]").tagName).toBe("INPUT");
  expect(get<HTMLInputElement>("[name=division]").value).toBe("610921");
});

test("the roles that can be given here are the server's, each with what may be done in it and where", async () => {
  await open();
  await click("新建账号");
  const choices = () => [...document.querySelectorAll(".part button, .part label")].map((choice) => choice.textContent?.trim());
  expect(choices()).toEqual(["镇办公室", "县区办公室", "一把手", "牵头单位", "督查"]);
  expect(get(".where").textContent).toContain("先选职务");
  await click("镇办公室");
  expect(get(".acts").textContent).toBe("能:审核日志、办问题");
  const offered = (level: string) => [...get<HTMLSelectElement>(`[name=pick-${level}]`).options].map(({ value, textContent }) => value || textContent);
  expect([offered("town"), get<HTMLSelectElement>("[name=pick-town]").value]).toEqual([["请选", "610926101"], "610926101"]);
  await click("县区办公室");
  expect(document.querySelector("[name=pick-town]")).toBeNull();
  expect(get(".where").textContent).toContain("平利县");
  await click("督查");
  expect(offered("town")).toEqual(["就在平利县", "610926101"]);
  expect(await axeFaults()).toEqual([]);
});

test("a city gives a town's office its account: the role first, then level by level the town", async () => {
  const [city, towns] = ["6109", [{ code: "610926100", name: "城关镇" }, { code: "610926101", name: "大贵镇" }]];
  desk.me = somebody({ acts: [{ act: "keep_accounts", divisions: [city] }], appointments: [{ role: "city_office", role_zh: "市办公室", division: city, division_name: "安康市" }] });
  const add = `POST /console/v1/divisions/${city}/accounts`;
  await open({
    [`GET /console/v1/divisions/${city}/accounts`]: listed([]),
    [add]: () => GIVEN,
    ...placeCalled(city, "安康市", { path: [{ code: "61", name: "陕西省" }], below: [{ code: "610921", name: "汉阴县" }, { code: "610929", name: "白河县" }] }),
    ...placeCalled("610929", "白河县", { below: towns.map(({ code, name }) => ({ code: code.replace("610926", "610929"), name })) }),
  });
  await click("新建账号");
  await screen?.get("[name=name]").setValue("王镇办");
  await screen?.get("[name=login]").setValue("wangz");
  await click("镇办公室");
  expect(document.querySelector("[name=pick-town]")).toBeNull();
  await submit();
  expect(screen?.get("form [role=alert]").text()).toContain("还差:在哪里");
  await screen?.get("[name=pick-county]").setValue("610929");
  await flushPromises();
  await screen?.get("[name=pick-town]").setValue("610929101");
  expect(get<HTMLInputElement>("[name=to]").placeholder).toBe("不填就是一直有效");
  expect(await axeFaults()).toEqual([]);
  // Another role takes what was chosen as far as it goes.
  await click("县区办公室");
  expect(document.querySelector("[name=pick-town]")).toBeNull();
  await click("镇办公室");
  await flushPromises();
  await screen?.get("[name=pick-town]").setValue("610929101");
  await submit();
  expect(calls(add).map(({ body }) => body)).toEqual([{ login: "wangz", name: "王镇办", appointment: { role: "town_office", division: "610929101", from: "2017-09-18", to: null, deputy_for: null } }]);
});

test("an administrator's role is offered by an administrator", async () => {
  desk.me = somebody({ acts: [{ act: "keep_accounts", divisions: [COUNTY] }], appointments: [{ role: "administrator", role_zh: "管理员", division: "6109", division_name: "安康市" }] });
  await open();
  await click("新建账号");
  const choices = [...document.querySelectorAll(".part button, .part label")].map((choice) => choice.textContent?.trim());
  expect(choices).toEqual(["镇办公室", "县区办公室", "一把手", "牵头单位", "督查", "管理员"]);
});
