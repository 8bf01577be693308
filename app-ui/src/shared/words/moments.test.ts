import { expect, test } from "vitest";
import { amountOf, momentOf } from "./moments";

const NOW = Date.UTC(2017, 8, 14, 4, 0);

test("a moment of this week is said by its weekday, an older one by its date", () => {
  expect(momentOf(Date.UTC(2017, 8, 11, 13, 40), "zh-CN", NOW)).toBe("周一 21:40");
  expect(momentOf(Date.UTC(2017, 7, 3, 13, 40), "zh-CN", NOW)).toBe("8月3日 21:40");
  expect(momentOf(Date.UTC(2017, 8, 7, 3, 0), "en", NOW)).toBe("September 7 11:00");
});

test("a moment of another year is said with its year", () => {
  expect(momentOf(Date.UTC(2016, 11, 4, 13, 40), "zh-CN", NOW)).toBe("2016年12月4日 21:40");
});

test("a clock that was set back does not make a weekday of a day to come", () => {
  expect(momentOf(Date.UTC(2017, 8, 20, 3, 0), "zh-CN", NOW)).toBe("9月20日 11:00");
});

test("an amount is never said to be nothing while there is some", () => {
  expect([0, 12, 1_001, 999_000, 1_234_567].map(amountOf)).toEqual(["1 KB", "1 KB", "2 KB", "999 KB", "1.3 MB"]);
});
