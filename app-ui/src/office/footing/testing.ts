/** What tests of screens with figures stand on. */
import type { Schemas } from "../server";

/** Of days of which something came, in a year with a calendar and a policy of its own, but for what is said. */
export function footing(more: Partial<Schemas["Footing"]> = {}): Schemas["Footing"] {
  return { without_calendar: false, policy_of_year: null, nothing_told: false, last_told: null, ...more };
}
