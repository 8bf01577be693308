/** Other bodies' forms as this server keeps them. */
import type { Schemas } from "../server";

export type Template = Schemas["TemplateView"];

/** The largest template that is taken, in bytes: the server refuses a larger one, and nobody has to wait for that. */
export const MOST_BYTES = 2 * 1024 * 1024;

/** Somebody else kept one of this name meanwhile. */
export const CHANGED = "template.changed_meanwhile";

/** Tells a template from others: a name is its division's. */
export function templateKey({ division, name }: Pick<Template, "division" | "name">): string {
  return `${division}/${name}`;
}

/** What a file is called without its ending. */
export function nameOfFile(file: string): string {
  return file.replace(/\.(xlsx|docx)$/iu, "");
}

/** Whether two days stand in one year, the first not behind the last: a form is filled in from one year's records. */
export function isPeriod(from: string, to: string): boolean {
  return from !== "" && from <= to && from.slice(0, 4) === to.slice(0, 4);
}
