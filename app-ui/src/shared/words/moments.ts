/** Moments and amounts as people say them. */
import { dayOf, daysBetween, monthAndDay, timeOfDay, weekday } from "./days";

/** `周一 21:40` within the last week, `8月3日 21:40` before, `2016年12月4日 21:40` in another year. Given in Unix milliseconds. */
export function momentOf(milliseconds: number, locale: string, now: number = Date.now()): string {
  const day = dayOf(milliseconds);
  const ago = daysBetween(day, dayOf(now));
  const said = ago >= 0 && ago < 7 ? weekday(day, locale) : monthAndDay(day, locale, now);
  return `${said} ${timeOfDay(milliseconds)}`;
}

/** `3 KB`, `1.2 MB`: rounded up, so that something is never nothing. */
export function amountOf(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.ceil(bytes / 1000))} KB`;
  return `${(Math.ceil(bytes / 100_000) / 10).toString()} MB`;
}
