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
