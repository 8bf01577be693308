import { effectScope } from "vue";
import { expect, test, vi } from "vitest";
import { rustAnswers } from "../testing";
import { call } from "../../backend";
import type { DraftView } from "../../generated/DraftView";
import { KEPT_WITHIN, useDraft } from "./draft";

const view: DraftView = {
  id: "d1",
  kind: "diary",
  village: "610926101205",
  record: null,
  is_change: false,
  fields: { cadre: "c1", day: "2017-09-14" },
  changed: false,
  saved_at: 1_505_390_000,
};

async function opened(answers: Parameters<typeof rustAnswers>[0] = {}) {
  const asked = rustAnswers({ open_day: () => view, keep_form: () => null, leave_form: () => null, ...answers });
  const scope = effectScope();
  const writing = scope.run(() => useDraft<"diary">(() => call("open_day", { day: "2017-09-14" })));
  if (writing === undefined) throw new Error("no draft");
  await writing.opened;
  vi.useFakeTimers();
  return { asked, writing, scope };
}

const refusing = (code: string) => Promise.reject({ sentences: [{ code, zh: "没存上。", en: "Not kept." }], of_the_line: false });

const kept = (asked: { command: string; takes: Record<string, unknown> }[]) =>
  asked.filter((one) => one.command === "keep_form").map((one) => (one.takes["fields"] as { text?: string }).text);

test("a change is kept within half a second, and typing on does not put it off", async () => {
  const { asked, writing } = await opened();
  for (let at = 0; at < 5; at += 1) {
    writing.fields.text = "下午到三组看路".slice(0, at + 1);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(KEPT_WITHIN).toBeLessThan(500);
  expect(kept(asked)).toEqual(["下午到三"]);
  await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
  expect(kept(asked)).toEqual(["下午到三", "下午到三组"]);
  expect(writing.keeping.value).toBe("kept");
});

test("an older state is never kept after a newer one", async () => {
  const waiting: (() => void)[] = [];
  const { asked, writing } = await opened({ keep_form: () => new Promise<null>((done) => waiting.push(() => done(null))) });
  writing.fields.text = "一";
  await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
  writing.fields.text = "一二";
  await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
  expect(kept(asked)).toEqual(["一"]);
  waiting.shift()?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(kept(asked)).toEqual(["一", "一二"]);
});

test("where the disk is full it is said, the text stays, and it is tried again", async () => {
  let full = true;
  const failure = { sentences: [{ code: "store.full", zh: "手机存满了。", en: "The phone is full." }], of_the_line: false };
  const { asked, writing } = await opened({ keep_form: () => (full ? Promise.reject(failure) : null) });
  writing.fields.text = "写满了";
  await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
  expect(writing.keeping.value).toBe("failed");
  expect(writing.failure.value?.code).toBe("store.full");
  expect(writing.fields.text).toBe("写满了");
  full = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(kept(asked)).toEqual(["写满了", "写满了"]);
  expect(writing.failure.value).toBeNull();
});

test("a form that is left keeps what was typed and then says that it is left", async () => {
  const { asked, writing, scope } = await opened();
  writing.fields.text = "半句";
  scope.stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.map((one) => one.command)).toEqual(["open_day", "keep_form", "leave_form"]);
  expect(kept(asked)).toEqual(["半句"]);
});

test("a refused writing leaves the draft open with its reasons", async () => {
  const failure = { sentences: [{ code: "diary.future_day", zh: "这天还没到。", en: "The day has not come." }], of_the_line: false };
  const { writing } = await opened({ write_form: () => Promise.reject(failure) });
  writing.fields.text = "明天的事";
  expect(await writing.write()).toBeNull();
  expect(writing.failure.value?.code).toBe("diary.future_day");
  expect(writing.fields.text).toBe("明天的事");
});

test("what a form says of itself is no draft, and goes along with what is typed", async () => {
  const asked = rustAnswers({ open_day: () => view, keep_form: () => null, leave_form: () => null });
  const scope = effectScope();
  const open = () => call("open_day", { day: "2017-09-14" });
  const writing = scope.run(() => useDraft<"diary">(open, (fields) => Object.assign(fields, { stay: "village" })));
  await writing?.opened;
  vi.useFakeTimers();
  await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
  expect(writing?.keeping.value).toBe("untouched");
  expect(kept(asked)).toEqual([]);
  if (writing !== undefined) writing.fields.text = "半句";
  await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
  expect(asked.find((one) => one.command === "keep_form")?.takes["fields"]).toMatchObject({ stay: "village", text: "半句" });
});

test("a form that is left while nothing can be kept is tried again until it is, and only then left", async () => {
  let full = true;
  const { asked, writing, scope } = await opened({ keep_form: () => (full ? refusing("store.disk_full") : null) });
  writing.fields.text = "写满了";
  scope.stop();
  await vi.advanceTimersByTimeAsync(4_500);
  expect(kept(asked).length).toBeGreaterThan(1);
  expect(asked.map((one) => one.command)).not.toContain("leave_form");
  full = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked.slice(-2).map((one) => one.command)).toEqual(["keep_form", "leave_form"]);
  expect(kept(asked).slice(-1)).toEqual(["写满了"]);
});

test("what a lock cut off in the middle of a word is on the screen again, also in a form without a key", async () => {
  let locked = true;
  let opens = 0;
  const answers = {
    open_form: () => ({ ...view, id: `p${(opens += 1)}`, kind: "problem", fields: { day: "2017-09-14" } }),
    form: ({ id }: Record<string, unknown>) => ({ ...view, id, kind: "problem", fields: { day: "2017-09-14" } }),
    keep_form: () => (locked ? refusing("app.locked") : null),
    leave_form: () => (locked ? refusing("app.locked") : null),
  };
  const asked = rustAnswers(answers);
  const open = () => useDraft<"problem">(() => call("open_form", { kind: "problem", said: {} }));
  const before = effectScope();
  const first = before.run(open);
  await first?.opened;
  vi.useFakeTimers();
  if (first !== undefined) first.fields.text = "水管冻";
  before.stop();
  await vi.advanceTimersByTimeAsync(0);
  locked = false;
  const second = effectScope().run(open);
  await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
  expect(second?.id.value).toBe("p1");
  expect(second?.fields.text).toBe("水管冻");
  expect(kept(asked).slice(-1)).toEqual(["水管冻"]);
  // The other one, which nobody has touched, is left.
  expect(asked.find((one) => one.command === "leave_form")?.takes).toEqual({ id: "p2" });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked.filter((one) => one.command === "leave_form")).toHaveLength(1);
});

test("a diary that a lock cut off is not the next day's: each day has its own draft", async () => {
  let locked = true;
  const days: Record<string, DraftView> = {
    "2017-09-14": { ...view, id: "d14", record: "r14" },
    "2017-09-15": { ...view, id: "d15", record: "r15", fields: { cadre: "c1", day: "2017-09-15" } },
  };
  const asked = rustAnswers({
    open_day: ({ day }) => days[day as string],
    form: () => ({ ...days["2017-09-14"], fields: { cadre: "c1", day: "2017-09-14", text: "昨晚写的" }, changed: true }),
    keep_form: () => null,
    leave_form: () => (locked ? refusing("app.locked") : null),
    write_form: () => ({ record: "r15", edit: "e1", sent: false, waits: false, clock_doubtful: false }),
  });
  const evening = effectScope();
  const first = evening.run(() => useDraft<"diary">(() => call("open_day", { day: "2017-09-14" })))!;
  await first.opened;
  vi.useFakeTimers();
  first.fields.text = "昨晚写的";
  evening.stop();
  await vi.advanceTimersByTimeAsync(0);
  locked = false;
  const second = effectScope().run(() => useDraft<"diary">(() => call("open_day", { day: "2017-09-15" })))!;
  await second.opened;
  expect([second.id.value, second.fields.day, second.fields.text]).toEqual(["d15", "2017-09-15", undefined]);
  second.fields.text = "今天的";
  await second.write();
  expect(asked.find((one) => one.command === "write_form")?.takes).toMatchObject({ id: "d15", fields: { day: "2017-09-15", text: "今天的" } });
});

test("a new visit goes on where a lock cut it off only if something was said in it, in the same village", async () => {
  const yesterday: DraftView = { ...view, id: "v14", kind: "visit", fields: { day: "2017-09-14" } };
  for (const [left, goesOn] of [
    [yesterday, "v15"],
    [{ ...yesterday, changed: true }, "v14"],
    [{ ...yesterday, changed: true, village: "610926101206" }, "v15"],
    [{ ...yesterday, changed: true, record: "r1" }, "v15"],
  ] as const) {
    let opens = 0;
    let locked = true;
    const asked = rustAnswers({
      open_visit: () => ((opens += 1) === 1 ? yesterday : { ...yesterday, id: "v15", fields: { day: "2017-09-15" } }),
      form: () => left,
      leave_form: () => (locked ? refusing("app.locked") : null),
    });
    const open = () => useDraft<"visit">(() => call("open_visit", { day: "", number: null, name: null, group: null }));
    const before = effectScope();
    await before.run(open)!.opened;
    before.stop();
    await vi.waitFor(() => expect(asked.map((one) => one.command)).toContain("leave_form"));
    locked = false;
    const after = effectScope();
    const visit = after.run(open)!;
    await visit.opened;
    expect(visit.id.value).toBe(goesOn);
    expect(visit.fields.day).toBe(goesOn === "v15" ? "2017-09-15" : "2017-09-14");
    // The other one is left, and so forgotten where nothing was said in it.
    expect(asked.filter((one) => one.command === "leave_form").slice(-1)[0]?.takes).toEqual({ id: goesOn === "v15" ? "v14" : "v15" });
    after.stop();
    await vi.waitFor(() => expect(asked.filter((one) => one.command === "leave_form").slice(-1)[0]?.takes).toEqual({ id: goesOn }));
  }
});

test("a form that is left does not forget what is just being kept", async () => {
  const waiting: (() => void)[] = [];
  const { asked, writing, scope } = await opened({ keep_form: () => new Promise<null>((done) => waiting.push(() => done(null))) });
  writing.fields.text = "一";
  await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
  scope.stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.map((one) => one.command)).not.toContain("leave_form");
  waiting.shift()?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.map((one) => one.command)).toContain("leave_form");
});

test("what can't be thrown away stays a draft that is kept", async () => {
  const { asked, writing } = await opened({ discard_form: () => refusing("store.disk_full") });
  writing.fields.text = "一";
  expect(await writing.discard()).toBe(false);
  writing.fields.text = "一二";
  await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
  expect(kept(asked).slice(-1)).toEqual(["一二"]);
});

test("what a quick hand typed before the draft was open stays, and is kept; what stood there is not overwritten", async () => {
  vi.useFakeTimers();
  const left: DraftView = { ...view, fields: { ...view.fields, text: "早上写的" } };
  for (const [found, text, keeps] of [[view, "手快", ["手快"]], [left, "早上写的", []]] as const) {
    const asked = rustAnswers({ open_day: () => found, keep_form: () => null, leave_form: () => null });
    const scope = effectScope();
    const writing = scope.run(() => useDraft<"diary">(() => call("open_day", { day: "2017-09-14" })))!;
    writing.fields.text = "手快";
    await writing.opened;
    await vi.advanceTimersByTimeAsync(KEPT_WITHIN);
    expect(writing.fields.text).toBe(text);
    expect(kept(asked)).toEqual(keeps);
    scope.stop();
  }
});

test("what was typed just before a writing that is refused is kept without another keystroke", async () => {
  let full = true;
  const failure = { sentences: [{ code: "store.disk_full", zh: "存储空间满了。", en: "The disk is full." }], of_the_line: false };
  const refuse = () => (full ? Promise.reject(failure) : null);
  const { asked, writing } = await opened({ keep_form: refuse, write_form: refuse });
  writing.fields.text = "还没存上";
  expect(await writing.write()).toBeNull();
  expect([writing.keeping.value, writing.failure.value?.code]).toEqual(["failed", "store.disk_full"]);
  full = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(kept(asked)).toEqual(["还没存上", "还没存上"]);
  expect([writing.keeping.value, writing.failure.value]).toEqual(["kept", null]);
});

test("a second tap before the first is answered writes once", async () => {
  const { asked, writing } = await opened({ write_form: () => ({ record: "r1", edit: "e1", sent: false, waits: false, clock_doubtful: false }) });
  writing.fields.text = "一";
  const [first, second] = await Promise.all([writing.write(), writing.write()]);
  expect(first).toEqual(second);
  expect(asked.filter((one) => one.command === "write_form")).toHaveLength(1);
});
