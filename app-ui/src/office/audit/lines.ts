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
  ["diary_fetched", "record"],
  ["record_seen", "record"],
  ["photo_seen", "record"],
  ["anchor_decided", "record"],
  ["reviewed", "record"],
  ["problem_answered", "record"],
  ["complaint_answered", "record"],
  ["month_checked", "person"],
  ["paper_typed_in", "person"],
  ["leave_decided", "record"],
  ["objection_decided", "record"],
  ["phone_invited", "person"],
  ["person_added", "person"],
  ["code_ended", "person"],
  ["phone_revoked", "phone"],
  ["recovery_code_shown", "phone"],
]);

/** Acts whose subject begins with the code of a work, and those of them whose detail begins with a step's. */
const OF_WORK = ["job_asked", "job_cancelled", "job_file_fetched", "list_imported", "mapping_kept"];
const OF_STEP = ["job_asked", "job_cancelled", "job_file_fetched"];

/** The key of the word for the code that a line's subject begins with, if it begins with one. */
export const workOf = (action: string, code: string): string | null => (OF_WORK.includes(action) ? `imports.work.${code}` : null);
/** The same of its detail. */
export const stepOf = (action: string, code: string): string | null => (OF_STEP.includes(action) ? `imports.step.${code}` : null);

/** What kind of thing its subject is. */
export function kindOf(action: string): Kind {
  return ABOUT.get(action) ?? "other";
}

/** What a close did, as its detail says (`months/close.rs`): `2017-09:12 + 1` of a village's page, `2017-09:nothing on 610926101201 610926101203` of empty ones. */
export function closeOf(detail: string): { month: string; filed: number; corrections: number; empty: number; knowing: boolean } | null {
  const said = /^(\d{4}-\d{2}):(?:(\d+) \+ (\d+)|nothing on (\d+(?: \d+)*))( without_calendar)?$/u.exec(detail);
  if (said === null) return null;
  const [, month = "", filed, corrections, empty, knowing] = said;
  return { month, filed: Number(filed ?? 0), corrections: Number(corrections ?? 0), empty: empty?.split(" ").length ?? 0, knowing: knowing !== undefined };
}

/** Under which words it is said: older servers noted each empty page by itself. */
export function closeWords({ filed, corrections, empty }: { filed: number; corrections: number; empty: number }): string {
  if (empty > 0) return "audit.closed.empty";
  return filed + corrections === 0 ? "audit.closed.nothing" : "audit.closed.done";
}

/** What a second person was asked for and why, as its detail says (`second/ask.rs`): `correct_day:why`. */
export function secondOf(detail: string): { what: string; why: string } | null {
  const [, what, why] = /^([a-z_]+):([\s\S]*)$/u.exec(detail) ?? [];
  return what === undefined ? null : { what, why: why ?? "" };
}
