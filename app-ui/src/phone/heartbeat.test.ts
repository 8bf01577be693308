import { flushPromises } from "@vue/test-utils";
import { effectScope, type EffectScope } from "vue";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { rustAnswers, type Answers } from "../shared/testing";
import { LOOK_AT_REST, LOOK_WHILE_RUNNING, useHeartbeat } from "./heartbeat";
import { phone, putNoticeAway } from "./state";

const still = { state: "idle", unsent: 0, unsent_since: null, bytes_left: 0, photos_left: 0, photo_bytes_left: 0, last_sync: null, told: [] };
let scope: EffectScope;

function begin(answers: Answers) {
  const asked = rustAnswers({ network: () => null, touched: () => null, reminders_to_raise: () => [], ...answers });
  scope = effectScope();
  scope.run(useHeartbeat);
  return (command: string) => asked.filter((one) => one.command === command);
}

beforeEach(() => {
  vi.useFakeTimers();
  phone.phase = "open";
  phone.line = null;
  phone.notices = [];
});
afterEach(() => scope.stop());

test("the line is looked at now and then, more often while a sync goes on, and not after the end", async () => {
  let state = "idle";
  const of = begin({ line: () => ({ ...still, state }) });
  await flushPromises();
  expect(of("line").length).toBe(1);
  state = "running";
  await vi.advanceTimersByTimeAsync(LOOK_AT_REST);
  expect(of("line").length).toBe(2);
  await vi.advanceTimersByTimeAsync(LOOK_WHILE_RUNNING * 2);
  expect(of("line").length).toBe(4);
  scope.stop();
  await vi.advanceTimersByTimeAsync(LOOK_AT_REST * 3);
  expect(of("line").length).toBe(4);
});

test("a phone that locked itself shows its lock", async () => {
  const locked = { sentences: [{ code: "app.locked", zh: "手机锁上了。", en: "The phone is locked." }], of_the_line: false };
  begin({
    line: () => {
      throw locked;
    },
    stage: () => "locked",
  });
  await flushPromises();
  expect(phone.phase).toBe("locked");
});

test("a line that comes and goes is told to Rust", async () => {
  const of = begin({ line: () => still });
  await flushPromises();
  window.dispatchEvent(new Event("offline"));
  await flushPromises();
  expect(of("network").length).toBe(2);
  expect(of("network")[0]?.takes).toEqual({ connected: true, metered: null });
});

test("a Wi-Fi is not taken for one that nobody pays for: a hotspot is one, too", async () => {
  const told = async (type: string) => {
    Object.defineProperty(navigator, "connection", { configurable: true, value: Object.assign(new EventTarget(), { type }) });
    const of = begin({ line: () => still });
    await flushPromises();
    scope.stop();
    return of("network")[0]?.takes["metered"];
  };
  expect([await told("wifi"), await told("cellular"), await told("ethernet"), await told("unknown")]).toEqual([null, true, false, null]);
  Reflect.deleteProperty(navigator, "connection");
});

test("a touch that comes too late shows the lock", async () => {
  begin({
    line: () => still,
    touched: () => {
      throw { sentences: [{ code: "app.locked", zh: "手机锁上了。", en: "The phone is locked." }], of_the_line: false };
    },
    stage: () => "locked",
  });
  document.dispatchEvent(new Event("input"));
  await flushPromises();
  expect(phone.phase).toBe("locked");
});

test("touches are told, and a hundred of them as one", async () => {
  const of = begin({ line: () => still });
  for (let tap = 0; tap < 100; tap += 1) document.dispatchEvent(new Event("pointerdown"));
  await flushPromises();
  expect(of("touched").length).toBe(1);
});

test("a notice that is due is shown once, until it is put away, and that is told to Rust", async () => {
  const reminder = { about: "leave_ends" as const, key: "LeaveEnds 2017-09-06", day: "2017-09-06", count: null };
  let due = [reminder];
  const of = begin({
    line: () => still,
    reminders_to_raise: () => due,
    put_reminder_away: ({ key }) => {
      due = due.filter((one) => one.key !== key);
      return null;
    },
  });
  await flushPromises();
  await vi.advanceTimersByTimeAsync(6 * 60_000);
  expect(of("reminders_to_raise").length).toBe(2);
  expect(phone.notices).toEqual([reminder]);
  await putNoticeAway(reminder);
  await vi.advanceTimersByTimeAsync(6 * 60_000);
  expect(phone.notices).toEqual([]);
  expect(of("put_reminder_away").map((one) => one.takes)).toEqual([{ key: reminder.key }]);
});
