import { expect, test } from "vitest";
import type { DraftView } from "../../generated/DraftView";
import { rustAnswers } from "../testing";
import { leftOrNew } from "./left";

const form = (id: string, more: Partial<DraftView> = {}): DraftView => ({
  id,
  kind: "leave_request",
  village: "610926101205",
  record: null,
  is_change: false,
  fields: {},
  changed: true,
  saved_at: 1,
  ...more,
});

test("what was left of this kind is gone on with", async () => {
  const asked = rustAnswers({ forms: () => [form("a", { kind: "visit" }), form("b", { is_change: true, record: "r1" }), form("c")] });
  expect((await leftOrNew("leave_request", null, {})).id).toBe("c");
  expect(asked.map((one) => one.command)).toEqual(["forms"]);
});

test("a change of a record that is there, or another kind, is no new form that was left", async () => {
  const asked = rustAnswers({ forms: () => [form("a", { kind: "visit" }), form("b", { is_change: true, record: "r1" })], open_form: () => form("new") });
  expect((await leftOrNew("leave_request", "610926101205", { first_day: "2017-09-14" })).id).toBe("new");
  expect(asked[1]).toEqual({ command: "open_form", takes: { kind: "leave_request", village: "610926101205", said: { first_day: "2017-09-14" } } });
});

test("what was left in another village is not this village's form", async () => {
  const left = [form("a", { village: "610926101206" }), form("b")];
  rustAnswers({ forms: () => left, form: ({ id }) => left.find((one) => one.id === id), open_form: () => form("new") });
  expect((await leftOrNew("leave_request", "610926101205", {})).id).toBe("b");
  expect((await leftOrNew("leave_request", "610926101207", {})).id).toBe("new");
  expect((await leftOrNew("leave_request", null, {})).id).toBe("a");
  // Unless it is named: who goes on with it from among the drafts means that one.
  expect((await leftOrNew("leave_request", "610926101205", {}, "a")).id).toBe("a");
});

test("what mends a rejected record is no new form that was left, and is gone on with where it is named", async () => {
  const mend = form("a", { record: "r1" });
  // A mend in which nothing is changed yet is among no forms that were left.
  rustAnswers({ forms: () => [], form: () => mend, open_form: () => form("new") });
  expect((await leftOrNew("leave_request", null, {})).id).toBe("new");
  expect((await leftOrNew("leave_request", null, {}, "a")).id).toBe("a");
  expect((await leftOrNew("complaint", null, {}, "a")).id).toBe("new");
});

test("a draft that is named and was written meanwhile gives way to a new one; what else fails is told", async () => {
  let code = "store.unknown_draft";
  rustAnswers({
    forms: () => [],
    form: () => {
      throw { sentences: [{ code, zh: "没有这份草稿。", en: "No such draft." }], of_the_line: false };
    },
    open_form: () => form("new"),
  });
  expect((await leftOrNew("leave_request", null, {}, "a")).id).toBe("new");
  code = "app.locked";
  await expect(leftOrNew("leave_request", null, {}, "a")).rejects.toMatchObject({ code });
});
