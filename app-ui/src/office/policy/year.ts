/** A year's days: which rest, which work, and which of them somebody declared so. */
import { daysLater } from "../../shared/words/days";

export interface Declared {
  from: string;
  to: string;
  /** `holiday`, `rest` or `work`. */
  kind: string;
  name: string;
}

export interface DayOfYear {
  day: string;
  rests: boolean;
  /** What was declared of it; null: it is as the week has it. */
  declared: Declared | null;
}

export interface MonthOfYear {
  /** Its first day. */
  month: string;
  /** Weeks from Monday; null where another month's day stands. */
  weeks: (DayOfYear | null)[][];
}

/** 0 is Monday. */
function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** As `Calendar::is_rest` in Rust: what is declared goes before Saturdays and Sundays. */
export function dayOf(day: string, declared: readonly Declared[]): DayOfYear {
  const said = declared.find(({ from, to }) => from <= day && day <= to) ?? null;
  return { day, declared: said, rests: said === null ? weekdayOf(day) > 4 : said.kind !== "work" };
}

export function monthsOf(year: number, declared: readonly Declared[]): MonthOfYear[] {
  return Array.from({ length: 12 }, (_, index) => {
    const month = `${year}-${String(index + 1).padStart(2, "0")}-01`;
    const cells: (DayOfYear | null)[] = Array.from({ length: weekdayOf(month) }, () => null);
    for (let day = month; day.slice(0, 7) === month.slice(0, 7); day = daysLater(day, 1)) cells.push(dayOf(day, declared));
    while (cells.length % 7 > 0) cells.push(null);
    return { month, weeks: Array.from({ length: cells.length / 7 }, (_none, week) => cells.slice(week * 7, week * 7 + 7)) };
  });
}
