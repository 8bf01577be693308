/** How far a person's month is, step by step, and which days have become others since. */
import type { Schemas } from "../server";

export type Person = Schemas["PersonMonthView"];
export type Village = Schemas["VillageMonthsView"];
export type Changed = Schemas["ChangedDay"];

export type StepKey = "acknowledged" | "signed" | "checked" | "filed";
/** `paper`: a sheet on paper stands for it; `own`: nobody signs the own month; `changed`: it was done, and days have become others since. */
export type Mark = "done" | "open" | "changed" | "paper" | "own";

export interface Step {
  key: StepKey;
  mark: Mark;
  /** How many days have changed since. */
  days: number;
}

type Seen = Schemas["SeenView"] | null | undefined;

function step(key: StepKey, seen: Seen, instead: Mark | null = null): Step {
  const days = seen?.changed.length ?? 0;
  if (seen !== null && seen !== undefined && days === 0) return { key, mark: "done", days };
  if (instead !== null) return { key, mark: instead, days: 0 };
  return { key, mark: days > 0 ? "changed" : "open", days };
}

/** What was filed last: the month itself, or its last correction. */
export function lastFiled({ filed }: Pick<Person, "filed">): Schemas["FiledView"] | undefined {
  return filed[filed.length - 1];
}

/** The four steps of a person's month, in their order. */
export function chainOf(person: Person): Step[] {
  const { on_paper: paper } = person;
  const instead = person.role === "first_secretary" ? "own" : paper && person.paper?.signed === true ? "paper" : null;
  const last = lastFiled(person);
  return [
    step("acknowledged", person.acknowledged, paper ? "paper" : null),
    step("signed", person.signed, instead),
    step("checked", person.checked),
    step("filed", last === undefined ? null : { note: "", changed: last.changed }),
  ];
}

export interface Moved {
  /** Since which steps. */
  since: StepKey[];
  days: Changed[];
}

/** The days that have changed since each step, named; steps since which the same days did stand together. */
export function movedOf(person: Person): Moved[] {
  const seen: Record<StepKey, readonly Changed[]> = {
    acknowledged: person.acknowledged?.changed ?? [],
    signed: person.signed?.changed ?? [],
    checked: person.checked?.changed ?? [],
    filed: lastFiled(person)?.changed ?? [],
  };
  const moved: Moved[] = [];
  for (const { key, mark } of chainOf(person)) {
    if (mark !== "changed") continue;
    const days = [...seen[key]];
    const same = moved.find((one) => JSON.stringify(one.days) === JSON.stringify(days));
    if (same === undefined) moved.push({ since: [key], days });
    else same.since.push(key);
  }
  return moved;
}

/** Whether an office can check it now: its person and the first secretary stand for it. */
export function isReady({ step: at }: Pick<Person, "step">): boolean {
  return at === "signed";
}

/** Whether an office can check it all the same, with a word why. */
export function needsWhy({ step: at }: Pick<Person, "step">): boolean {
  return at === "unacknowledged" || at === "acknowledged";
}
