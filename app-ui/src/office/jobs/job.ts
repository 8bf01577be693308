/** Long work as the server knows it. */
import { worksOf, WORKS, type Work } from "../imports/works";
import { may } from "../rights";
import type { Schemas } from "../server";

export type Job = Schemas["JobView"];

/** Filling a form in is work beside the imports. */
export const FILLING = "columns";

/** Whether it is an import, which has a page of its own. */
export function isImport({ work }: Job): boolean {
  return WORKS.some((known) => known === work);
}

/** Whether it changes by itself. */
export function isMoving({ state }: Job): boolean {
  return state === "waiting" || state === "running";
}

/** Where the file that came of it lies. */
export function fileOf({ division, work, number }: Job): string {
  return `/console/v1/divisions/${division}/work/${work}/jobs/${String(number)}/file`;
}

/** The kinds of work whose jobs whoever sits here may see in a division (`Work::act` in Rust). */
export function worksSeen(division: string): (Work | typeof FILLING)[] {
  return [...worksOf(division), ...(may("read_records", division) ? [FILLING] as const : [])];
}
