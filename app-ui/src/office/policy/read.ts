/** A policy's file as a person reads it: by sections, each figure with its source. */
import { parse } from "smol-toml";

export interface Figure {
  /** Where it stands: `attendance.resident_days`. */
  place: string;
  /** As it stands in the file. */
  value: string;
  /** Where it comes from; empty where nothing is said. */
  source: string;
}

export interface Section {
  /** Its name; empty for what stands above all sections. */
  name: string;
  figures: Figure[];
}

/** A list of codes, such as the kinds of leave. */
export interface CodeList {
  name: string;
  source: string;
  codes: { code: string; zh: string; en: string; counts_as: string }[];
}

export interface PolicyRead {
  sections: Section[];
  lists: CodeList[];
}

type Table = Record<string, unknown>;

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A value in words: a day as a day, several with commas. */
function written(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(written).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function said(table: Table, key: string): string {
  return key in table ? written(table[key]) : "";
}

function figuresOf(name: string, table: Table): Figure[] {
  return Object.entries(table).map(([key, value]) => {
    const place = name === "" ? key : `${name}.${key}`;
    return isTable(value) && "value" in value ? { place, value: written(value["value"]), source: said(value, "source") } : { place, value: written(value), source: "" };
  });
}

function listOf(name: string, table: Table): CodeList {
  const codes = Array.isArray(table["codes"]) ? table["codes"].filter(isTable) : [];
  const read = codes.map((one) => ({ code: said(one, "code"), zh: said(one, "zh"), en: said(one, "en"), counts_as: said(one, "counts_as") }));
  return { name, source: said(table, "source"), codes: read };
}

/** Null where the file can't be read: then it is shown as it stands. */
export function readPolicy(toml: string): PolicyRead | null {
  let file: Table;
  try {
    file = parse(toml);
  } catch {
    return null;
  }
  const tables = Object.entries(file).filter((entry): entry is [string, Table] => isTable(entry[1]));
  const top = Object.fromEntries(Object.entries(file).filter(([, value]) => !isTable(value)));
  const lists = tables.find(([name]) => name === "lists")?.[1] ?? {};
  const sections = tables.filter(([name]) => name !== "lists").map(([name, table]) => ({ name, figures: figuresOf(name, table) }));
  return {
    sections: [{ name: "", figures: figuresOf("", top) }, ...sections],
    lists: Object.entries(lists).flatMap(([name, list]) => (isTable(list) ? [listOf(name, list)] : [])),
  };
}
