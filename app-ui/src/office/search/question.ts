/** What is looked for, as it stands in the address: going back shows what was found before. The division is the address's path. */
import type { LocationQuery } from "vue-router";

export const KINDS = ["diary", "visit", "problem", "problem_answer", "household_note", "friendship_contact"] as const;
export type Kind = (typeof KINDS)[number];

export interface Question {
  /** As it was typed. */
  text: string;
  /** These alone; none: all. */
  kinds: Kind[];
  from: string;
  to: string;
  /** What this person wrote, by id. */
  person: string;
}

/** Somebody who writes records. */
export interface Writer {
  id: string;
  name: string;
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

/** What an address asks for; what it does not say is left open. */
export function questionOf(query: LocationQuery): Question {
  const kinds = said(query["kinds"]).split(",");
  const day = (value: string) => (DAY.test(value) ? value : "");
  return {
    text: said(query["q"]),
    kinds: KINDS.filter((kind) => kinds.includes(kind)),
    from: day(said(query["from"])),
    to: day(said(query["to"])),
    person: said(query["person"]),
  };
}

/** What an address says of a question, and of the record that is open. */
export function queryOf(question: Question, opened: Opened | null = null): Record<string, string> {
  const parts: Record<string, string> = {
    q: question.text,
    kinds: question.kinds.join(","),
    from: question.from,
    to: question.to,
    person: question.person,
    open: opened === null ? "" : keyOf(opened),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ""));
}

/** Names a record. */
export function keyOf({ space, kind, record }: Opened): string {
  return `${space}.${kind}.${record}`;
}

/** The record that an address has open. */
export function openedOf(query: LocationQuery): Opened | null {
  const [space, kind, record] = said(query["open"]).split(".");
  return space !== undefined && kind !== undefined && record !== undefined ? { space, kind, record } : null;
}
