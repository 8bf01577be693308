import { expect, test } from "vitest";
import { dayOf, daysBetween, daysLater, monthAndDay, monthSaid, timeOfDay, weekday } from "./days";

test("days are those of Shanghai, wherever the phone thinks it is", () => {
  // 2017-09-14 16:30 UTC is already the 15th there.
  const instant = Date.UTC(2017, 8, 14, 16, 30);
  expect(dayOf(instant)).toBe("2017-09-15");
  expect(timeOfDay(instant)).toBe("00:30");
});

test("days are said as people say them", () => {
  expect(monthAndDay("2017-09-14", "zh-CN", Date.UTC(2017, 11, 4))).toBe("9月14日");
  expect(weekday("2017-09-14", "zh-CN")).toBe("周四");
  expect(weekday("2017-09-14", "en")).toBe("Thu");
});

test("a day of another year than today's in Shanghai is said with its year", () => {
  expect(monthAndDay("2017-09-14", "zh-CN", Date.UTC(2026, 10, 27))).toBe("2017年9月14日");
  expect(monthAndDay("2017-09-14", "en", Date.UTC(2026, 10, 27))).toBe("September 14, 2017");
  expect(monthAndDay("2017-12-31", "zh-CN", Date.UTC(2017, 11, 31, 15, 59))).toBe("12月31日");
  expect(monthAndDay("2017-12-31", "zh-CN", Date.UTC(2017, 11, 31, 16))).toBe("2017年12月31日");
});

test("a month of another year than today's is said with its year, and of this one without", () => {
  expect(monthSaid("2017-09-01", "zh-CN", Date.UTC(2017, 11, 4))).toBe("9月");
  expect(monthSaid("2017-09-30", "en", Date.UTC(2017, 11, 4))).toBe("September");
  expect(monthSaid("2017-12-01", "zh-CN", Date.UTC(2018, 0, 2))).toBe("2017年12月");
  expect(monthSaid("2017-12-01", "en", Date.UTC(2018, 0, 2))).toBe("December 2017");
});

test("days are counted, not hours", () => {
  expect(daysLater("2017-02-28", 1)).toBe("2017-03-01");
  expect(daysLater("2017-01-01", -1)).toBe("2016-12-31");
  expect(daysBetween("2017-09-01", "2017-09-30")).toBe(29);
});
