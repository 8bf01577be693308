/** The lists that can be imported, with what one must be allowed to do for each (`Work::act` in Rust). */
import { may } from "../rights";

export const WORKS = ["roster", "households", "anchors", "divisions", "policy", "calendar"] as const;
export type Work = (typeof WORKS)[number];

const ACTS: Record<Work, string> = {
  roster: "keep_people",
  households: "keep_households",
  anchors: "keep_people",
  divisions: "keep_policy",
  policy: "keep_policy",
  calendar: "keep_policy",
};

/** Those that whoever sits here may bring for a division. */
export function worksOf(division: string): Work[] {
  return WORKS.filter((work) => may(ACTS[work], division));
}

/** The largest file that is taken, in bytes: the server refuses a larger one, and nobody has to wait for that. */
export const MOST_BYTES = 64 * 1024 * 1024;
