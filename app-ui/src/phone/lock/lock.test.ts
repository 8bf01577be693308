import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { rustAnswers } from "../../shared/testing";
import Unlock from "../gate/Unlock.vue";
import { i18n } from "../i18n";
import { phone } from "../state";
import ChangePin from "./ChangePin.vue";
import LockedNotes from "./LockedNotes.vue";
import routes from "./routes";

const DIGITS = { asks_for: "digits", free: 4, wait: 0, recoverable: true };
const RULES = { digits: 8, phrase: 8, key_store: false };

const router = () =>
  createRouter({
    history: createMemoryHistory(),
    routes: [...routes, { path: "/today/:day?", component: { template: "<p />" } }, { path: "/me", component: { template: "<p />" } }],
  });

const shown = (component: object) => mount(component, { global: { plugins: [i18n, router()] }, attachTo: document.body });

const refused = (code: string) => ({ sentences: [{ code, zh: "不对,请再输一次。", en: "Wrong." }], of_the_line: false });

afterEach(() => {
  phone.phase = null;
});

test("digits are entered on the pad or a keyboard, and a wrong PIN is cleared and told", async () => {
  const asked = rustAnswers({
    lock_view: () => DIGITS,
    unlock: () => {
      throw refused("lock.wrong");
    },
  });
  const screen = shown(Unlock);
  await flushPromises();
  for (const digit of ["6", "0", "9"]) {
    await screen.findAll("button.key").find((key) => key.text() === digit)?.trigger("click");
  }
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "3" }));
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "x" }));
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  await flushPromises();
  expect(asked.filter((one) => one.command === "unlock").map((one) => one.takes)).toEqual([{ secret: "6093" }]);
  expect(screen.get("[role=alert]").text()).toContain("不对,请再输一次。");
  expect(screen.findAll(".dot")).toHaveLength(0);
  screen.unmount();
});

test("a wait is counted down, nothing can be entered in it, and Rust is asked in the end", async () => {
  vi.useFakeTimers();
  let wait = 2;
  rustAnswers({ lock_view: () => ({ ...DIGITS, free: 0, wait }) });
  const screen = shown(Unlock);
  await flushPromises();
  expect(screen.get("[role=status]").text()).toBe("请等 2 秒再试");
  expect(screen.get("button.key").attributes("disabled")).toBeDefined();
  wait = 0;
  vi.advanceTimersByTime(2_000);
  await flushPromises();
  expect(screen.get("button.key").attributes("disabled")).toBeUndefined();
  expect(screen.text()).toContain("再错一次就要等一会儿");
  screen.unmount();
});

test("a note on a locked phone is kept within half a second, in its own place, and once more when it is left", async () => {
  vi.useFakeTimers();
  const asked = rustAnswers({ lock_view: () => DIGITS, keep_locked_note: () => "ab" });
  const screen = shown(Unlock);
  await flushPromises();
  await screen.findAll("button.button").find((button) => button.text() === "写一句")?.trigger("click");
  await screen.get("textarea").setValue("下午");
  vi.advanceTimersByTime(500);
  await flushPromises();
  expect(screen.text()).toContain("已存在手机里");
  await screen.get("textarea").setValue("下午缺水");
  await screen.get("button.main-button").trigger("click");
  await flushPromises();
  const kept = asked.filter((one) => one.command === "keep_locked_note").map((one) => one.takes);
  expect(kept).toEqual([
    { id: null, text: "下午" },
    { id: "ab", text: "下午缺水" },
  ]);
  expect(screen.find("textarea").exists()).toBe(false);
  screen.unmount();
});

test("a wait never hides what else is wrong", async () => {
  const wrong = { sentences: [{ code: "lock.wrong", zh: "不对。", en: "Wrong." }, { code: "store.damaged", zh: "文件坏了。", en: "Damaged." }], of_the_line: false };
  let wait = 0;
  rustAnswers({
    lock_view: () => ({ ...DIGITS, asks_for: "phrase", wait }),
    unlock: () => {
      wait = 30;
      throw wrong;
    },
  });
  const screen = shown(Unlock);
  await flushPromises();
  await screen.get("form").trigger("submit");
  await flushPromises();
  expect(screen.text()).toContain("请等 30 秒再试");
  expect(screen.get("[role=alert]").text()).toContain("文件坏了。");
  expect(screen.text()).not.toContain("不对。");
  screen.unmount();
});

test("the locked phone tells the time, what is safe, and offers a note beside the keys", async () => {
  vi.useFakeTimers({ now: Date.UTC(2017, 8, 14, 12, 14, 40) });
  rustAnswers({ lock_view: () => DIGITS });
  const screen = shown(Unlock);
  await flushPromises();
  expect(screen.get(".now").text()).toContain("20:14");
  expect(screen.get(".now").text()).toMatch(/9月14日\s*周四/u);
  expect(screen.text()).toContain("写的都在手机里,锁着谁也看不到。");
  await vi.advanceTimersByTimeAsync(20_000);
  expect(screen.get(".now").text()).toContain("20:15");
  screen.unmount();
});

test("a note that could not be kept is kept as soon as that is possible again, without another word", async () => {
  vi.useFakeTimers();
  let full = true;
  const asked = rustAnswers({
    lock_view: () => DIGITS,
    keep_locked_note: () => {
      if (full) throw refused("store.disk_full");
      return "ab";
    },
  });
  const screen = shown(Unlock);
  await flushPromises();
  await screen.findAll("button.button").find((button) => button.text() === "写一句")?.trigger("click");
  await screen.get("textarea").setValue("下午缺水");
  await vi.advanceTimersByTimeAsync(500);
  expect(screen.get("[role=alert]").text()).toContain("store.disk_full");
  full = false;
  await vi.advanceTimersByTimeAsync(2_500);
  expect(screen.find("[role=alert]").exists()).toBe(false);
  expect(screen.text()).toContain("已存在手机里");
  expect(asked.filter((one) => one.command === "keep_locked_note")).toHaveLength(2);
  screen.unmount();
});

test("a note that can't be kept stays on the screen", async () => {
  rustAnswers({
    lock_view: () => DIGITS,
    keep_locked_note: () => {
      throw refused("store.disk_full");
    },
  });
  const screen = shown(Unlock);
  await flushPromises();
  await screen.findAll("button.button").find((button) => button.text() === "写一句")?.trigger("click");
  await screen.get("textarea").setValue("下午缺水");
  await screen.get("button.main-button").trigger("click");
  await flushPromises();
  expect((screen.get("textarea").element as HTMLTextAreaElement).value).toBe("下午缺水");
  expect(screen.get("[role=alert]").text()).toContain("store.disk_full");
  screen.unmount();
});

test("who forgot the PIN types the code and a new PIN, and is told why it is longer here", async () => {
  const asked = rustAnswers({
    lock_view: () => DIGITS,
    pin_rules: () => RULES,
    recover: () => null,
    stage: () => "open",

  });
  const screen = shown(Unlock);
  await flushPromises();
  await screen.findAll("button").find((button) => button.text() === "忘了密码")?.trigger("click");
  await flushPromises();
  expect(screen.text()).toContain("没有系统密钥库");
  await screen.get("[name=code]").setValue("0117-59cf");
  await screen.get("input[name=secret]").setValue("60935817");
  await screen.get("form").trigger("submit");
  await flushPromises();
  expect(asked.find((one) => one.command === "recover")?.takes).toEqual({ code: "0117-59cf", secret: "60935817" });
  expect(phone.phase).toBe("open");
  screen.unmount();
});

test("a phone whose code was never deposited says so instead of asking for one", async () => {
  rustAnswers({ lock_view: () => ({ ...DIGITS, asks_for: "phrase", recoverable: false }) });
  const screen = shown(Unlock);
  await flushPromises();
  expect(screen.find("input[name=secret]").exists()).toBe(true);
  await screen.findAll("button").find((button) => button.text() === "忘了密码")?.trigger("click");
  expect(screen.find("[name=code]").exists()).toBe(false);
  expect(screen.text()).toContain("还没有存过恢复码");
  screen.unmount();
});

test("the PIN is changed by the present one", async () => {
  const asked = rustAnswers({ pin_rules: () => RULES, change_pin: () => null });
  const screen = shown(ChangePin);
  await flushPromises();
  await screen.get("input[name=present]").setValue("60935817");
  await screen.get("input[name=secret]").setValue("28170493");
  await screen.get("form").trigger("submit");
  await flushPromises();
  expect(asked.find((one) => one.command === "change_pin")?.takes).toEqual({ present: "60935817", secret: "28170493" });
  expect(screen.get("p[role=status]").text()).toBe("密码改好了");
  screen.unmount();
});

test("a note goes into its day's diary, and is let go only after a second word", async () => {
  const notes = [
    { id: "aa", text: "下午王婶说缺水。", written_at: 1_504_250_000, day: "2017-09-01" },
    { id: "bb", text: "不要的", written_at: 1_504_250_060, day: "2017-09-01" },
  ];
  const asked = rustAnswers({ locked_notes: () => notes, take_locked_note: () => null, dismiss_locked_note: () => null });
  const screen = shown(LockedNotes);
  await flushPromises();
  const [first, second] = screen.findAll("article");
  await second?.findAll("button")[1]?.trigger("click");
  expect(asked.some((one) => one.command === "dismiss_locked_note")).toBe(false);
  await second?.findAll("button")[1]?.trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "dismiss_locked_note")?.takes).toEqual({ id: "bb" });
  await first?.findAll("button")[0]?.trigger("click");
  await flushPromises();
  expect(asked.find((one) => one.command === "take_locked_note")?.takes).toEqual({ id: "aa", day: "2017-09-01" });
  screen.unmount();
});
