/** Files that somebody asked for and did not wait for: looked at now and then, and told in the bar once they are there. What failed or was called off is told by the list alone. */
import { Failure } from "../../shared/failure";
import { countOf, setCount } from "../sections";
import { askAsOneIs, isSignedOut } from "../server";
import { desk } from "../session";
import { isMoving, type Job } from "./job";

/** How often they are looked at. */
const EVERY_MS = 5_000;

/** The section's address, under which the bar has the figure. */
export const JOBS = "/jobs";

let left: Job[] = [];
let whose: string | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;
/** Whether they are being looked at: once at a time. */
let looking = false;

/** Goes on looking at a job whose page was left. */
export function goOnWith(job: Job): void {
  forgetOthers();
  left = [...left.filter(({ number }) => number !== job.number), job];
  lookLater();
}

/** Who looks at the list has seen what is there. */
export function seen(): void {
  setCount(JOBS, 0);
}

/** Whoever sits here now is told of their own alone. */
function forgetOthers(): void {
  const login = desk.me?.login ?? null;
  if (login === whose) return;
  [left, whose] = [[], login];
  seen();
}

function lookLater(): void {
  if (timer !== null) clearTimeout(timer);
  timer = left.length === 0 ? null : setTimeout(() => void look(), EVERY_MS);
}

/** What a job is by now; null where that can't be known yet. What can't be had at all is no longer watched: the list itself tells of it. */
async function standOf({ division, work, number }: Job): Promise<string | null> {
  const path = { division, work, job: number };
  try {
    const now = await askAsOneIs((client) => client.GET("/console/v1/divisions/{division}/work/{work}/jobs/{job}", { params: { path } }));
    return isMoving(now) ? null : now.state;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    // The line comes back, and so does whoever signs in again.
    return thrown.ofTheLine || isSignedOut(thrown) ? null : "gone";
  }
}

async function look(): Promise<void> {
  forgetOthers();
  if (looking) return;
  looking = true;
  const theirs = whose;
  try {
    for (const job of left) {
      const state = await standOf(job);
      // Somebody else sits here by now: the answer is none of theirs.
      if ((desk.me?.login ?? null) !== theirs) break;
      if (state === null || !left.some(({ number }) => number === job.number)) continue;
      left = left.filter(({ number }) => number !== job.number);
      if (state === "done") setCount(JOBS, (countOf(JOBS) ?? 0) + 1);
    }
  } finally {
    looking = false;
  }
  forgetOthers();
  lookLater();
}
