/** What is looked for in the audit. It stands in the address, so that the way back leads to it. */
import type { LocationQuery } from "vue-router";
import { daysLater } from "../../shared/words/days";

export interface Question {
  /** Of this account; of any, if empty. */
  login: string;
  /** This act, by code; any, if empty. */
  action: string;
  from: string;
  to: string;
}

/** As many days back as the server looks by itself. */
const DAYS_BACK = 30;

/** What the address asks; of the last days where it says nothing. */
export function questionOf(query: LocationQuery, today: string): Question {
  const text = (of: LocationQuery[string] | undefined) => (typeof of === "string" ? of : "");
  const day = (of: LocationQuery[string] | undefined, otherwise: string) => (/^\d{4}-\d{2}-\d{2}$/u.test(text(of)) ? text(of) : otherwise);
  return {
    login: text(query["login"]),
    action: text(query["action"]),
    from: day(query["from"], daysLater(today, -DAYS_BACK)),
    to: day(query["to"], today),
  };
}

/** What of it is said to the server, and stands in the address. */
export function queryOf({ login, action, from, to }: Question): Record<string, string> {
  const typed = login.trim();
  return { from, to, ...(typed === "" ? {} : { login: typed }), ...(action === "" ? {} : { action }) };
}
