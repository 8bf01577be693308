/** A job for tests. */
import type { Job } from "./job";

export function job(number: number, more: Partial<Job> = {}): Job {
  return {
    number,
    work: "columns",
    work_zh: "按模板填表",
    division: "610926101",
    login: "lin",
    file: "月报表",
    file_kept: false,
    step: "fill",
    state: "done",
    done: 0,
    of_all: 0,
    stopping: false,
    created_at: 1_505_692_800,
    changed_at: 1_505_692_800,
    ends_at: 1_506_297_600,
    said: { choices: [] },
    made: null,
    why: null,
    ...more,
  };
}
