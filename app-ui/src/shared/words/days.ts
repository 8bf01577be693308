/** Days and times as people say them. Days are ISO dates of Asia/Shanghai; nothing here reads the phone's own time zone. */

const SHANGHAI = "Asia/Shanghai";

function utc(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** `9月14日` or `14 September`. */
export function monthAndDay(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { month: "long", day: "numeric", timeZone: "UTC" }).format(utc(day));
}

/** `周四` or `Thu`. */
export function weekday(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(utc(day));
}

/** `20:14` in Shanghai. */
export function timeOfDay(milliseconds: number): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: SHANGHAI }).format(milliseconds);
}

/** The day of an instant in Shanghai, ISO. */
export function dayOf(milliseconds: number): string {
  return new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: SHANGHAI }).format(milliseconds);
}

/** So many days later, ISO. */
export function daysLater(day: string, days: number): string {
  return new Date(utc(day).getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Days from one to the other. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / 86_400_000);
}
