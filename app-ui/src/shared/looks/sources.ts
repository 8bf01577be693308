/** The screens' sources, for tests that hold all of them to one thing. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

export interface Source {
  /** Below `src`. */
  path: string;
  text: string;
}

function below(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "generated" ? [] : below(path, ending);
    return ending.test(entry.name) ? [path] : [];
  });
}

/** Every source of these endings. */
export function sources(ending: RegExp): Source[] {
  return below(ROOT, ending).map((path) => ({ path: relative(ROOT, path), text: readFileSync(path, "utf8") }));
}

/** All styles: style sheets, and what stands in components. */
export function styles(): Source[] {
  return sources(/\.(css|vue)$/u).map(({ path, text }) => ({
    path,
    text: (path.endsWith(".css") ? text : [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/gu)].map((match) => match[1]).join("\n")).replace(/\/\*[\s\S]*?\*\//gu, ""),
  }));
}
