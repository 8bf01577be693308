/** Which days a report is about: the ones that units ask for. */
import { daysLater } from "../../shared/words/days";

export const SPANS = ["day", "week", "month", "last_month"] as const;
export type Span = (typeof SPANS)[number];

/** First and last day (ISO) of a span that ends with the present day; a week begins on Monday, as offices count it. */
export function spanOf(span: Span, today: string): [string, string] {
  const first = `${today.slice(0, 7)}-01`;
  switch (span) {
    case "day":
      return [today, today];
    case "week": {
      const sinceMonday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
      return [daysLater(today, -sinceMonday), today];
    }
    case "month":
      return [first, today];
    case "last_month": {
      const last = daysLater(first, -1);
      return [`${last.slice(0, 7)}-01`, last];
    }
  }
}
