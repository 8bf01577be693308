/** What a line of the audit is about. */
import type { Schemas } from "../server";

export type Line = Schemas["AuditRowView"];

/** Whoever acts on the server's own command line has a dot before the name. */
export function isCommandLine({ login }: Pick<Line, "login">): boolean {
  return login.startsWith(".");
}

type Kind = "account" | "record" | "person" | "phone" | "other";

const ABOUT: ReadonlyMap<string, Kind> = new Map([
  ["password_given", "account"],
  ["account_added", "account"],
  ["appointed", "account"],
  ["account_closed", "account"],
  ["diary_seen", "record"],
  ["reviewed", "record"],
  ["problem_answered", "record"],
  ["phone_invited", "person"],
  ["phone_revoked", "phone"],
  ["recovery_code_shown", "phone"],
]);

/** The acts that this page has words for, in the order of the filter. */
export const ACTS = [
  "signed_in",
  "signed_out",
  "sign_in_locked",
  "password_changed",
  "password_given",
  "second_factor_on",
  "second_factor_off",
  "session_ended",
  "account_added",
  "appointed",
  "account_closed",
  "diary_seen",
  "reviewed",
  "problem_answered",
  "complaints_seen",
  "phone_invited",
  "phone_revoked",
  "recovery_code_shown",
] as const;

/** What kind of thing its subject is. */
export function kindOf(action: string): Kind {
  return ABOUT.get(action) ?? "other";
}
