/** 农历八月十一 · 秋分: what people call a day beside its date. */
import type { LunarDay } from "../../generated/LunarDay";
import type { SolarTerm } from "../../generated/SolarTerm";

/** The lunar date and the solar term, as far as the day has them; `t` speaks for the locale. */
export function calledOf(
  day: { lunar: LunarDay | null; term: SolarTerm | null },
  english: boolean,
  t: (key: string, named: Record<string, unknown>) => string,
): string[] {
  const words = [];
  if (day.lunar !== null) {
    const { month, day: of, month_zh, day_zh } = day.lunar;
    words.push(t("words.lunar", english ? { month, day: of } : { month: month_zh, day: day_zh }));
  }
  if (day.term !== null) words.push(english ? day.term.en : day.term.zh);
  return words;
}
