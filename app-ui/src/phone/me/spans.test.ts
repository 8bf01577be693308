import { expect, test } from "vitest";
import { spanOf } from "./spans";

test("a day, a week from Monday, a month, and the one before", () => {
  // A Thursday.
  expect(spanOf("day", "2017-09-14")).toEqual(["2017-09-14", "2017-09-14"]);
  expect(spanOf("week", "2017-09-14")).toEqual(["2017-09-11", "2017-09-14"]);
  expect(spanOf("week", "2017-09-17")).toEqual(["2017-09-11", "2017-09-17"]);
  expect(spanOf("week", "2017-09-11")).toEqual(["2017-09-11", "2017-09-11"]);
  expect(spanOf("month", "2017-09-14")).toEqual(["2017-09-01", "2017-09-14"]);
  expect(spanOf("last_month", "2017-03-31")).toEqual(["2017-02-01", "2017-02-28"]);
  expect(spanOf("last_month", "2017-01-05")).toEqual(["2016-12-01", "2016-12-31"]);
});
