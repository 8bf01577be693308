/** Files that somebody asked for and did not wait for: looked at now and then, and told in the bar once they are there. */
import { Failure } from "../../shared/failure";
import { countOf, setCount } from "../sections";
import { askAsOneIs } from "../server";
import { desk } from "../session";
import { isMoving, type Job } from "./job";

/** How often they are looked at. */
const EVERY_MS = 5_000;

/** The section's address, under which the bar has the figure. */
export const JOBS = "/jobs";

let left: Job[] = [];
let whose: string | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;

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

async function look(): Promise<void> {
  forgetOthers();
  for (const { division, work, number } of left) {
    const path = { division, work, job: number };
    try {
      const now = await askAsOneIs((client) => client.GET("/console/v1/divisions/{division}/work/{work}/jobs/{job}", { params: { path } }));
      if (isMoving(now)) continue;
      setCount(JOBS, (countOf(JOBS) ?? 0) + 1);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      // The line comes back; anything else is told by the list itself.
      if (thrown.ofTheLine) continue;
    }
    left = left.filter((one) => one.number !== number);
  }
  lookLater();
}
