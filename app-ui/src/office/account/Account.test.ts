import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { i18n } from "../i18n";
import { desk } from "../session";
import { refused, serverAnswers, somebody, type Answers } from "../testing";
import Account from "./Account.vue";
import { browserOf } from "./browser";

const HERE = { id: "a1", since: 1_505_700_000, seen: 1_505_740_000, address: "10.3.1.20", agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0.4240.198 Safari/537.36", this: true };
const THERE = { ...HERE, id: "b2", address: "10.3.1.77", agent: "curl/8.0", this: false };

let screen: ReturnType<typeof mount> | null = null;

async function open(answers: Answers) {
  const asked = serverAnswers({ "GET /console/v1/account/sessions": () => [HERE, THERE], "GET /console/v1/session": () => somebody({ second_factor: true }), ...answers });
  screen = mount(Account, { global: { plugins: [i18n] }, attachTo: document.body });
  await flushPromises();
  return { screen, asked };
}

beforeEach(() => {
  desk.me = somebody();
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("sessions say where they are, and those that are not this one can be ended", async () => {
  const { screen, asked } = await open({ "DELETE /console/v1/account/sessions/b2": () => undefined });
  const rows = screen.findAll("tbody tr").map((row) => row.text());
  expect(rows[0]).toContain("Chrome 86 · Windows");
  expect(rows[0]).toContain("就是这里");
  expect(rows[1]).toContain("不认识的浏览器");
  expect(screen.findAll("tbody button").length).toBe(1);
  await screen.get("tbody button").trigger("click");
  await flushPromises();
  expect(asked.slice(1).map(({ call }) => call)).toEqual(["DELETE /console/v1/account/sessions/b2", "GET /console/v1/account/sessions"]);
});

test("a failure to end one is told, and the list stays", async () => {
  const { screen } = await open({ "DELETE /console/v1/account/sessions": () => refused(503, "storage.busy") });
  await screen.get(".others").trigger("click");
  await flushPromises();
  expect(screen.get("[role=alert]").text()).toContain("storage.busy");
  expect(screen.findAll("tbody tr").length).toBe(2);
});

test("a second factor: picture, secret, code; then the spare codes, which nobody passes by", async () => {
  const { screen, asked } = await open({
    "POST /console/v1/account/second-factor": () => ({ secret: "JBSWY3DPEHPK", picture: "<svg xmlns='http://www.w3.org/2000/svg'>#</svg>" }),
    "PUT /console/v1/account/second-factor": ({ body }) => ((body as { code: string }).code === "123456" ? ["7hq2-m9xk", "pp3w-8cjd"] : refused(422, "second_factor.code_wrong")),
  });
  await screen.get(".first").trigger("click");
  await flushPromises();
  expect(screen.get("img").attributes("src")).toBe("data:image/svg+xml;charset=utf-8,%3Csvg%20xmlns%3D'http%3A%2F%2Fwww.w3.org%2F2000%2Fsvg'%3E%23%3C%2Fsvg%3E");
  expect(screen.get(".secret").text()).toBe("JBSW Y3DP EHPK");
  const form = screen.findAll("form").find((one) => one.find("[name=code]").exists());
  await form?.get("[name=code]").setValue("000000");
  await form?.get("[name=current-password]").setValue("good");
  await form?.trigger("submit");
  await flushPromises();
  expect(screen.get("[role=alert]").text()).toContain("second_factor.code_wrong");
  expect(screen.get<HTMLInputElement>("[name=code]").element.value).toBe("000000");
  await form?.get("[name=code]").setValue("123456");
  await form?.trigger("submit");
  for (let turn = 0; turn < 20 && document.querySelector(".codes") === null; turn += 1) await flushPromises();
  expect(asked.find(({ body }) => (body as { code?: string } | null)?.code === "123456")?.body).toEqual({ password: "good", secret: "JBSWY3DPEHPK", code: "123456" });
  expect(document.querySelector(".codes")?.textContent).toBe("7hq2-m9xkpp3w-8cjd");
  expect(desk.me?.second_factor).toBe(true);

  const close = document.querySelector<HTMLButtonElement>(".el-dialog .main-button");
  expect(close?.disabled).toBe(true);
  expect(document.querySelector(".el-dialog__headerbtn")).toBeNull();
  document.querySelector<HTMLInputElement>(".done input")?.click();
  await flushPromises();
  close?.click();
  await flushPromises();
  expect(document.querySelector(".codes")).toBeNull();
});

test("it is turned off by the password", async () => {
  desk.me = somebody({ second_factor: true });
  const { screen, asked } = await open({ "DELETE /console/v1/account/second-factor": () => undefined, "GET /console/v1/session": () => somebody() });
  await screen.get(".first").trigger("click");
  const form = screen.findAll("form").slice(-1)[0];
  await form?.get("[name=current-password]").setValue("good");
  await form?.trigger("submit");
  await flushPromises();
  expect(asked.find(({ call }) => call === "DELETE /console/v1/account/second-factor")?.body).toEqual({ password: "good" });
  expect(desk.me?.second_factor).toBe(false);
});

test("a new password looks again where one is signed in", async () => {
  let sessions = [HERE, THERE];
  const { screen } = await open({
    "GET /console/v1/account/sessions": () => sessions,
    "PUT /console/v1/account/password": () => {
      sessions = [HERE];
    },
  });
  await screen.get("[name=current-password]").setValue("old");
  for (const field of screen.findAll("[name=new-password]")) await field.setValue("青石板桥边三棵老柿树");
  await screen.get("form").trigger("submit");
  await flushPromises();
  expect(screen.get("[role=status]").text()).toContain("密码换好了");
  expect(screen.findAll("tbody tr").length).toBe(1);
  expect(screen.get<HTMLInputElement>("[name=current-password]").element.value).toBe("");
});

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0", { browser: "Edge 120", system: "Linux" }],
  ["Mozilla/5.0 (Windows NT 10.0; rv:115.0) Gecko/20100101 Firefox/115.0", { browser: "Firefox 115", system: "Windows" }],
  ["Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/110.0 Mobile Safari/537.36", { browser: "Chrome 110", system: "Android" }],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15", { browser: "Safari 17", system: "macOS" }],
  ["curl/8.0", null],
])("%s is called by what a person knows", (agent, known) => expect(browserOf(agent)).toEqual(known));
