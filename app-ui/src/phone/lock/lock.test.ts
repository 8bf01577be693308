import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { rustAnswers } from "../../shared/testing";
import { KEPT_AGAIN } from "../../shared/writing/draft";
import BeginAnew from "../gate/BeginAnew.vue";
import Unlock from "../gate/Unlock.vue";
import { i18n } from "../i18n";
import { phone } from "../state";
import AsideNotes from "./AsideNotes.vue";
import ChangePin from "./ChangePin.vue";
import ChooseLock from "./ChooseLock.vue";
import { choosePin, enterDigits } from "./choosing";
import LockedNotes from "./LockedNotes.vue";
import { forgetNote, keepNote, writeNote } from "./note";
import routes from "./routes";

const DIGITS = { asks_for: "digits", free: 4, wait: 0, recoverable: true, begins_anew: false };
const RULES = { digits: 8, phrase: 8, key_store: false };

const router = () =>
  createRouter({
    history: createMemoryHistory(),
    routes: [...routes, { path: "/today/:day?", component: { template: "<p />" } }, { path: "/me", component: { template: "<p />" } }],
  });

const shown = (component: object) => mount(component, { global: { plugins: [i18n, router()] }, attachTo: document.body });

const refused = (code: string) => ({ sentences: [{ code, zh: "不对,请再输一次。", en: "Wrong." }], of_the_line: false });

afterEach(() => {
  forgetNote();
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

test("who can't keep a note gets to the PIN without deleting it, and it is kept once the phone is open", async () => {
  vi.useFakeTimers();
  let open = false;
  const asked = rustAnswers({
    lock_view: () => DIGITS,
    keep_locked_note: () => {
      if (!open) throw refused("store.no_notes_yet");
      return "ab";
    },
  });
  const screen = shown(Unlock);
  await flushPromises();
  const toNote = () => screen.findAll("button.button").find((button) => button.text() === "写一句")?.trigger("click");
  await toNote();
  await screen.get("textarea").setValue("下午缺水");
  await screen.get("button.main-button").trigger("click");
  await flushPromises();
  await screen.get("button.back").trigger("click");
  await flushPromises();
  expect(screen.find("textarea").exists()).toBe(false);
  await toNote();
  expect((screen.get("textarea").element as HTMLTextAreaElement).value).toBe("下午缺水");
  // The lock goes, and the note with its screen.
  screen.unmount();
  open = true;
  await vi.advanceTimersByTimeAsync(2_000);
  const kept = asked.filter((one) => one.command === "keep_locked_note").map((one) => one.takes["text"]);
  expect(kept.slice(-1)).toEqual(["下午缺水"]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked.filter((one) => one.command === "keep_locked_note")).toHaveLength(kept.length);
  const again = shown(Unlock);
  await flushPromises();
  await again.findAll("button.button").find((button) => button.text() === "写一句")?.trigger("click");
  expect((again.get("textarea").element as HTMLTextAreaElement).value).toBe("");
  again.unmount();
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
  await choosePin(screen, "60935817");
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

test("a phone that was never enrolled is begun anew after it was asked for the PIN and for notes, and no way back is promised that is none", async () => {
  const asked = rustAnswers({
    lock_view: () => ({ ...DIGITS, recoverable: false, begins_anew: true }),
    begin_anew: () => ({ folder: "phone-before-2017-09-01" }),
    stage: () => "nobody",
  });
  const screen = shown(Unlock);
  await flushPromises();
  const press = async (words: string) => {
    await screen.findAll("button").find((button) => button.text() === words)?.trigger("click");
    await flushPromises();
  };
  await press("忘了密码");
  expect(screen.find("[name=code]").exists()).toBe(false);
  expect(screen.text()).toContain("只有原来的密码打得开");
  await press("重新开始");
  expect(screen.get("[role=alert]").text()).toContain("确定想不起密码了");
  await press("再想想");
  await press("重新开始");
  await press("想不起了");
  expect(screen.get("[role=alert]").text()).toContain("锁着时在这台手机上记过话吗");
  // Who thinks again is asked both once more.
  await press("再想想");
  await press("重新开始");
  await press("想不起了");
  expect(asked.some((one) => one.command === "begin_anew")).toBe(false);
  await press("重新开始");
  expect(asked.filter((one) => one.command === "begin_anew")).toHaveLength(1);
  expect(screen.get("[role=status]").text()).toContain("自检");
  expect(screen.text()).not.toMatch(/还能打开|帮着打开/u);
  expect(phone.phase).toBe(null);
  await press("接着登记");
  expect(phone.phase).toBe("nobody");
  screen.unmount();
});

test("a note that the phone could not keep goes into the one that is begun anew, not into the one that nobody opens any more", async () => {
  let full = true;
  const asked = rustAnswers({
    lock_view: () => ({ ...DIGITS, recoverable: false, begins_anew: true }),
    begin_anew: () => ({ folder: "phone-before-2017-09-01" }),
    keep_locked_note: () => {
      if (full) throw refused("store.disk_full");
      return "n1";
    },
  });
  vi.useFakeTimers();
  writeNote("下午缺水");
  expect(await keepNote()).toBe(false);
  const screen = shown(BeginAnew);
  for (const words of ["重新开始", "想不起了", "重新开始"]) {
    await screen.findAll("button").find((button) => button.text() === words)?.trigger("click");
    await flushPromises();
  }
  full = false;
  await vi.advanceTimersByTimeAsync(KEPT_AGAIN);
  const order = asked.map((one) => one.command).filter((command) => command !== "lock_view");
  expect(order).toEqual(["keep_locked_note", "begin_anew", "keep_locked_note"]);
  expect(asked[asked.length - 1]?.takes["text"]).toBe("下午缺水");
  screen.unmount();
});

test("who remembers the PIN of a phone that was put aside fetches its notes, and is led to them", async () => {
  let asides = [{ folder: "phone-before-2017-09-01", day: "2017-09-01" }];
  const asked = rustAnswers({
    phones_aside: () => asides,
    take_from_aside: ({ secret }) => {
      if (secret !== "609300") throw refused("aside.wrong");
      asides = [];
      return 2;
    },
  });
  const screen = shown(AsideNotes);
  await flushPromises();
  expect(screen.text()).toContain("9月1日重新开始以前的");
  const enter = async (secret: string) => {
    await screen.get("input[name=secret]").setValue(secret);
    await screen.get("form").trigger("submit");
    await flushPromises();
  };
  await enter("111111");
  expect(screen.get("[role=alert]").text()).toContain("不对");
  expect((screen.get("input[name=secret]").element as HTMLInputElement).value).toBe("");
  await enter("609300");
  expect(asked.filter((one) => one.command === "take_from_aside")[1]?.takes).toEqual({ folder: "phone-before-2017-09-01", secret: "609300" });
  expect(screen.find("form").exists()).toBe(false);
  expect(screen.get("[role=status]").text()).toContain("拿来了 2 条");
  expect(screen.get("a").attributes("href")).toBe("/locked-notes");
  screen.unmount();
});

test("a phone that can be helped, or was enrolled, offers no beginning anew", async () => {
  for (const recoverable of [true, false]) {
    rustAnswers({ lock_view: () => ({ ...DIGITS, recoverable }), pin_rules: () => RULES });
    const screen = shown(Unlock);
    await flushPromises();
    await screen.findAll("button").find((button) => button.text() === "忘了密码")?.trigger("click");
    await flushPromises();
    expect(screen.text()).not.toContain("重新开始");
    screen.unmount();
  }
});

test("the PIN is changed by the present one", async () => {
  const asked = rustAnswers({ pin_rules: () => RULES, change_pin: () => null });
  const screen = shown(ChangePin);
  await flushPromises();
  await screen.get("input[name=present]").setValue("60935817");
  await choosePin(screen, "28170493");
  await screen.get("form").trigger("submit");
  await flushPromises();
  expect(asked.find((one) => one.command === "change_pin")?.takes).toEqual({ present: "60935817", secret: "28170493" });
  expect(screen.findAll(".tag[role=status]").map((word) => word.text())).toEqual(["密码改好了"]);
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

test("a PIN is chosen on the pad, unseen and without a slip, and is not mixed with what is typed beside it", async () => {
  rustAnswers({ pin_rules: () => ({ ...RULES, digits: 6, key_store: true }) });
  const screen = mount(
    { components: { ChooseLock }, data: () => ({ secret: "" }), template: `<div><input name="beside" /><ChooseLock v-model="secret" label="x" /><output>{{ secret }}</output></div>` },
    { global: { plugins: [i18n] }, attachTo: document.body },
  );
  await flushPromises();
  const secret = () => screen.get("output").text();
  expect(screen.find("input[name=secret]").exists()).toBe(false);
  await enterDigits(screen, "6093");
  await screen.get("button.key.enter").trigger("click");
  expect(screen.get(".choose").text()).toContain("不够 6 位");
  screen.get("input[name=beside]").element.dispatchEvent(new KeyboardEvent("keydown", { key: "7", bubbles: true }));
  await flushPromises();
  expect(screen.findAll(".dot")).toHaveLength(4);
  await enterDigits(screen, "58");
  expect(screen.get(".pad").text()).not.toContain("609358");
  await screen.get("button.key.enter").trigger("click");
  await enterDigits(screen, "609359");
  await screen.get("button.key.enter").trigger("click");
  expect(screen.get(".choose").text()).toContain("两遍不一样");
  expect(secret()).toBe("");
  await choosePin(screen, "609358");
  expect(secret()).toBe("609358");
  expect(screen.find(".pad").exists()).toBe(false);
  screen.unmount();
});

test("a phrase is hidden until its writer wants to see it, and is typed twice only while it is", async () => {
  rustAnswers({ pin_rules: () => RULES });
  const screen = mount(
    { components: { ChooseLock }, data: () => ({ secret: "" }), template: `<div><ChooseLock v-model="secret" label="x" /><output>{{ secret }}</output></div>` },
    { global: { plugins: [i18n] }, attachTo: document.body },
  );
  await flushPromises();
  await screen.findAll("button.choice").find((choice) => choice.text() === "一句话")?.trigger("click");
  const field = screen.get("input[name=secret]");
  expect(field.attributes("type")).toBe("password");
  await field.setValue("春天的茶园在山上");
  expect(screen.get("output").text()).toBe("");
  await screen.get("input[name=secret_again]").setValue("春天的茶园在山上");
  expect(screen.get("output").text()).toBe("春天的茶园在山上");
  await field.setValue("秋天的茶园在山上");
  expect(screen.get("output").text()).toBe("");
  await screen.get("button.toggle").trigger("click");
  expect(screen.get("input[name=secret]").attributes("type")).toBe("text");
  expect(screen.get("output").text()).toBe("秋天的茶园在山上");
  screen.unmount();
});
