/** Days and times as people say them. Days are ISO dates of Asia/Shanghai; nothing here reads the phone's own time zone. */

/** Asia/Shanghai is eight hours ahead of UTC the whole year (no summer time since 1991); Rust's `local_day` counts alike. */
const SHANGHAI = 8 * 3_600_000;

function utc(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** `9月14日` or `14 September`; with its year where that isn't today's, for nobody says a day of another year without it. */
export function monthAndDay(day: string, locale: string, now: number = Date.now()): string {
  if (day.slice(0, 4) !== dayOf(now).slice(0, 4)) return dayOfYear(day, locale);
  return new Intl.DateTimeFormat(locale, { month: "long", day: "numeric", timeZone: "UTC" }).format(utc(day));
}

/** `周四` or `Thu`. */
export function weekday(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(utc(day));
}

/** The clock on the wall in Shanghai, ISO. Not by a locale that happens to write so: how `en-CA` does differs between web views. */
function onTheWall(milliseconds: number): string {
  return new Date(milliseconds + SHANGHAI).toISOString();
}

/** `20:14` in Shanghai. */
export function timeOfDay(milliseconds: number): string {
  return onTheWall(milliseconds).slice(11, 16);
}

/** The day of an instant in Shanghai, ISO. */
export function dayOf(milliseconds: number): string {
  return onTheWall(milliseconds).slice(0, 10);
}

/** So many days later, ISO. */
export function daysLater(day: string, days: number): string {
  return new Date(utc(day).getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Days from one to the other. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / 86_400_000);
}

/** The first of the month before or after. */
export function monthsLater(month: string, months: number): string {
  const [year, number] = month.split("-").map(Number);
  const at = new Date(Date.UTC(year ?? 0, (number ?? 1) - 1 + months, 1));
  return at.toISOString().slice(0, 10);
}

/** `2017年9月14日` or `14 September 2017`. */
export function dayOfYear(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" }).format(utc(day));
}

/** `9月` or `September`, of any of its days; with its year where that isn't today's. */
export function monthSaid(day: string, locale: string, now: number = Date.now()): string {
  if (day.slice(0, 4) !== dayOf(now).slice(0, 4)) return monthOfYear(day, locale);
  // By itself Chinese's long form is 九月, which nobody writes beside 9月14日.
  return new Intl.DateTimeFormat(locale, { month: locale === "en" ? "long" : "short", timeZone: "UTC" }).format(utc(day));
}

/** `2017年9月` or `September 2017`; of any of its days. */
export function monthOfYear(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", timeZone: "UTC" }).format(utc(day));
}
