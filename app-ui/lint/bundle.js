// How many bytes the phone's front end is, as they lie compressed: what the web view reads before 今日 can be used, and all of it.
// `npm run build` first; `npm run size` prints it, `--json` for `cargo xtask bench`.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** Issue 5, 19: the most that the phone's entry may be. */
export const GOAL = 200_000;

const dist = fileURLToPath(new URL("../dist/phone", import.meta.url));

/** Bytes of a file, compressed. */
function gzipped(path) {
  return gzipSync(readFileSync(join(dist, path)), { level: 9 }).length;
}

/** The files that a page asks for before its script runs, and what those ask for before they run. */
export function entry() {
  const page = readFileSync(join(dist, "index.html"), "utf8");
  const found = new Set(["index.html"]);
  const next = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map((match) => match[1]);
  while (next.length > 0) {
    const path = next.pop();
    if (found.has(path)) continue;
    found.add(path);
    if (!path.endsWith(".js")) continue;
    // `import … from"./x.js"` and `import"./x.js"`: what is imported by a call comes later.
    for (const match of readFileSync(join(dist, path), "utf8").matchAll(/(?:^|[;}\s])(?:import|export)(?:[^"'();]*?from)?\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) next.push(`assets/${match[1]}`);
  }
  return [...found].sort();
}

/** The figures. */
export function figures() {
  const all = ["index.html", ...readdirSync(join(dist, "assets")).map((name) => `assets/${name}`)];
  const sum = (paths) => paths.reduce((bytes, path) => bytes + gzipped(path), 0);
  const first = entry();
  return { entry_gzip: sum(first), entry_files: first.length, all_gzip: sum(all), all_files: all.length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = figures();
  if (process.argv.includes("--json")) console.log(JSON.stringify(made));
  else console.log(`entry ${made.entry_gzip} B gzip in ${made.entry_files} files (goal ${GOAL}), all ${made.all_gzip} B in ${made.all_files} files`);
}
