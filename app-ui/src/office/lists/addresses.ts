/** What an address says beside its path. */
import type { LocationQuery } from "vue-router";

/** A day, ISO; nothing where none stands there. */
export function dayIn(query: LocationQuery, key: string): string | undefined {
  const said = query[key];
  return typeof said === "string" && /^\d{4}-\d{2}-\d{2}$/u.test(said) ? said : undefined;
}

/** A division's code. */
export function divisionIn(query: LocationQuery): string | null {
  const said = query["division"];
  return typeof said === "string" && /^\d{2,12}$/u.test(said) ? said : null;
}
