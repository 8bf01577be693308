import { expect, test } from "vitest";
import { gistOf } from "./gist";

test("a short text stands whole, a long one says that there is more, and no sign is cut in two", () => {
  expect(gistOf("  三组通组路塌方约 20 米 ")).toBe("三组通组路塌方约 20 米");
  expect(gistOf("路".repeat(60))).toBe("路".repeat(60));
  expect(gistOf("路".repeat(61))).toBe(`${"路".repeat(59)}…`);
  expect([...gistOf("𠮷".repeat(80))]).toEqual([..."𠮷".repeat(59), "…"]);
});
