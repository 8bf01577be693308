import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import QrScanner from "../../shared/qr/QrScanner.vue";
import { rustAnswers } from "../../shared/testing";
import { i18n } from "../i18n";
import { choosePin } from "../lock/choosing";
import { phone } from "../state";
import FirstStart from "./FirstStart.vue";
import { hostOf, invitationIn } from "./invitation";

const LINK = "cunji:enrol?server=http%3A%2F%2F10.20.30.40%3A7610&code=ABCD-1234";
const RULES = { digits: 6, phrase: 8, key_store: true };

const shown = () => mount(FirstStart, { global: { plugins: [i18n] }, attachTo: document.body });
const valueOf = (screen: ReturnType<typeof shown>, name: string) => (screen.get(`[name=${name}]`).element as HTMLInputElement).value;

async function scanning(screen: ReturnType<typeof shown>) {
  await screen.get("button.scan").trigger("click");
  for (let turn = 0; turn < 200 && !screen.findComponent(QrScanner).exists(); turn += 1) {
    await new Promise((after) => setTimeout(after, 5));
    await flushPromises();
  }
  return screen.getComponent(QrScanner);
}

beforeEach(() => Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: undefined }));
afterEach(() => {
  phone.phase = null;
});

test("a scanned code fills address and code, and whose server it is stands there before anything is asked of it", async () => {
  const asked = rustAnswers({ pin_rules: () => RULES, enrol: () => null, stage: () => "locked" });
  const screen = shown();
  const scanner = await scanning(screen);
  scanner.vm.$emit("read", LINK);
  await flushPromises();
  expect(screen.findComponent(QrScanner).exists()).toBe(false);
  expect([valueOf(screen, "server"), valueOf(screen, "code")]).toEqual(["http://10.20.30.40:7610", "ABCD-1234"]);
  expect(screen.get(".whose").text()).toContain("10.20.30.40:7610");
  expect(asked.some((one) => one.command === "enrol")).toBe(false);

  await choosePin(screen, "609358");
  await screen.get("form").trigger("submit");
  await flushPromises();
  expect(asked.find((one) => one.command === "enrol")?.takes).toEqual({ server: "http://10.20.30.40:7610", code: "ABCD-1234", secret: "609358" });
});

test("another QR code is told to be none, what was typed stays, and scanning goes on", async () => {
  rustAnswers({ pin_rules: () => RULES });
  const screen = shown();
  await screen.get("[name=code]").setValue("ABCD");
  const scanner = await scanning(screen);
  scanner.vm.$emit("read", "https://example.cn/a");
  await flushPromises();
  expect(screen.get(".said").text()).toContain("不是村记的注册码");
  expect(valueOf(screen, "code")).toBe("ABCD");
  expect(screen.findComponent(QrScanner).exists()).toBe(true);
});

test("without a camera the words say so, and address and code are typed as before", async () => {
  const asked = rustAnswers({ pin_rules: () => RULES, enrol: () => null, stage: () => "locked" });
  const screen = shown();
  const scanner = await scanning(screen);
  expect(scanner.text()).toContain("手动输入");
  await screen.get("button.scan").trigger("click");
  await screen.get("[name=server]").setValue("https://cunji.example.cn/a");
  await screen.get("[name=code]").setValue("ABCD-1234");
  expect(screen.get(".whose").text()).toContain("cunji.example.cn");
  await choosePin(screen, "609358");
  await screen.get("form").trigger("submit");
  await flushPromises();
  expect(asked.find((one) => one.command === "enrol")?.takes).toMatchObject({ server: "https://cunji.example.cn/a", code: "ABCD-1234" });
});

test("a first start that was cut says so, asks for no second PIN and goes on with the same code", async () => {
  let stage = "nobody";
  const asked = rustAnswers({
    pin_rules: () => RULES,
    stage: () => stage,
    enrol: () => {
      stage = "not_enrolled";
      throw { sentences: [{ code: "sync.cut", zh: "信号断了,没做完。", en: "The line broke." }], of_the_line: true };
    },
    enrol_again: () => {
      stage = "locked";
      return null;
    },
  });
  phone.phase = "nobody";
  const screen = shown();
  await flushPromises();
  await screen.get("[name=server]").setValue("http://10.20.30.40:7610");
  await screen.get("[name=code]").setValue("ABCD-1234");
  expect(screen.get(".main-button:not(.scan)").attributes("disabled")).toBeDefined();
  await choosePin(screen, "609358");
  await screen.get("form").trigger("submit");
  await flushPromises();
  expect(phone.phase).toBe("not_enrolled");
  expect(screen.get("[role=alert]").text()).toContain("信号断了");
  expect(screen.text()).toContain("上次登记没做完");
  expect(screen.find(".choose").exists()).toBe(false);
  await screen.get("form").trigger("submit");
  await flushPromises();
  expect(asked.find((one) => one.command === "enrol_again")?.takes).toEqual({ server: "http://10.20.30.40:7610", code: "ABCD-1234" });
  expect(phone.phase).toBe("locked");
  screen.unmount();
});

test("only a link of ours to a server in the open is taken", () => {
  expect(invitationIn(` ${LINK}\n`)).toEqual({ server: "http://10.20.30.40:7610", code: "ABCD-1234" });
  const pinned = "cunji:enrol?server=https%3A%2F%2Fh%3A7610&code=X&cert=PMFW36VN";
  expect(invitationIn(pinned)).toEqual({ server: "https://h:7610#PMFW36VN", code: "X" });
  expect(hostOf("https://h:7610#PMFW36VN")).toBe("h:7610");
  for (const text of [
    "ABCD-1234",
    "cunji:month?server=http%3A%2F%2Fh&code=X",
    "https://enrol?server=http%3A%2F%2Fh&code=X",
    "cunji:enrol?code=X",
    "cunji:enrol?server=http%3A%2F%2Fh",
    "cunji:enrol?server=ftp%3A%2F%2Fh&code=X",
    "cunji:enrol?server=http%3A%2F%2Foffice.cn%40elsewhere.cn&code=X",
  ]) {
    expect(invitationIn(text), text).toBeNull();
  }
  expect(hostOf("http://10.2")).toBe("10.0.0.2");
  expect(hostOf("10.20.30.40:7610")).toBe("");
});
