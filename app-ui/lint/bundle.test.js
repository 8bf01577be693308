// `npm run build` first.
import assert from "node:assert/strict";
import { test } from "node:test";
import { entry, figures, GOAL } from "./bundle.js";

test("what loads before the first screen can be used stays below the goal", () => {
  const { entry_gzip: bytes, all_gzip: all } = figures();
  assert.ok(bytes > 20_000, "the page names its script");
  assert.ok(bytes <= GOAL, `${bytes} B`);
  assert.ok(all > bytes, "most screens come later");
});

test("what few look at is no part of it", () => {
  const names = entry().join(" ");
  for (const later of ["Licences", "PhotoFull", "QrScanner", "VisitForm", "Gate"]) assert.ok(!names.includes(later), later);
});
