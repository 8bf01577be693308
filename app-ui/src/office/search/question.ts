/** What is looked for, as it stands in the address: going back shows what was found before. */
import type { LocationQuery } from "vue-router";

export const KINDS = ["diary", "visit", "problem", "problem_answer", "household_note", "friendship_contact"] as const;
export type Kind = (typeof KINDS)[number];

export interface Question {
  /** As it was typed. */
  text: string;
  /** Where, by code. */
  division: string;
  /** These alone; none: all. */
  kinds: Kind[];
  from: string;
  to: string;
  /** What this person wrote, by id. */
  person: string;
}

/** A record that is open beside what was found. */
export interface Opened {
  space: string;
  kind: string;
  record: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/u;

function said(value: LocationQuery[string] | undefined): string {
  return typeof value === "string" ? value : "";
}

/** What an address asks for; what it does not say is left open. `own` is where the person may search. */
export function questionOf(query: LocationQuery, own: readonly string[]): Question {
  const kinds = said(query["kinds"]).split(",");
  const day = (value: string) => (DAY.test(value) ? value : "");
  return {
    text: said(query["q"]),
    division: said(query["in"]) || (own[0] ?? ""),
    kinds: KINDS.filter((kind) => kinds.includes(kind)),
    from: day(said(query["from"])),
    to: day(said(query["to"])),
    person: said(query["person"]),
  };
}

/** The address of a question. */
export function addressOf(question: Question, opened: Opened | null = null): Record<string, string> {
  const parts: Record<string, string> = {
    q: question.text,
    in: question.division,
    kinds: question.kinds.join(","),
    from: question.from,
    to: question.to,
    person: question.person,
    open: opened === null ? "" : [opened.space, opened.kind, opened.record].join("."),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ""));
}

/** The record that an address has open. */
export function openedOf(query: LocationQuery): Opened | null {
  const [space, kind, record] = said(query["open"]).split(".");
  return space !== undefined && kind !== undefined && record !== undefined ? { space, kind, record } : null;
}
