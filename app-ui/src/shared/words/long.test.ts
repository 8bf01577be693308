import { expect, test } from "vitest";
import { isLong } from "./long";

test("a name is long by its width: a dozen Chinese signs, or two dozen letters", () => {
  expect(isLong("张守福")).toBe(false);
  expect(isLong("阿不都热合曼买买提艾力江")).toBe(false);
  expect(isLong("阿不都热合曼买买提艾力江又")).toBe(true);
  expect(isLong("What was said in contacts")).toBe(true);
  expect(isLong("Leave given by voice")).toBe(false);
});
