import { expect, test } from "vitest";
import type { Messages, Strings } from "../i18n";
import { sources } from "../looks/sources";

// Those of this folder are found by a shorter path than all others.
const found = import.meta.glob<{ default: Strings }>("../../**/strings.ts", { eager: true });
const modules = Object.fromEntries(Object.entries(found).map(([path, module]) => [path.replace(/^\.\//u, "../words/"), module]));

function keys(messages: Messages, before = ""): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === "string" ? [`${before}${key}`] : keys(value, `${before}${key}.`),
  );
}

function texts(messages: Messages): string[] {
  return Object.values(messages).flatMap((value) => (typeof value === "string" ? [value] : texts(value)));
}

function holes(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? "").sort();
}

function at(messages: Messages, key: string): string {
  let here: string | Messages | undefined = messages;
  for (const part of key.split(".")) here = typeof here === "object" ? here[part] : undefined;
  return typeof here === "string" ? here : "";
}

test("both languages say the same things, with the same parts to fill in", () => {
  expect(Object.keys(modules).length).toBeGreaterThan(3);
  for (const [path, { default: strings }] of Object.entries(modules)) {
    const [zh, en] = [strings["zh-CN"], strings.en];
    expect(keys(en).sort(), path).toEqual(keys(zh).sort());
    for (const key of keys(zh)) {
      expect(holes(at(en, key)), `${path} ${key}`).toEqual(holes(at(zh, key)));
      expect(at(zh, key).trim(), `${path} ${key}`).not.toBe("");
      expect(at(en, key), `${path} ${key}`).not.toMatch(/[\u3400-\u9fff]/u);
    }
    for (const text of [...texts(zh), ...texts(en)]) expect(text, path).not.toMatch(/[!!]/u);
  }
});

/** What of each entry there is to be said: its own, and what both share. What is shared knows no entry. */
function keysFor(entry: string): Set<string> {
  const said = Object.entries(modules).filter(([path]) => ["shared", entry].includes(entryOf(path)));
  return new Set(said.flatMap(([path, { default: strings }]) => keys(strings["zh-CN"]).map((key) => `${folderOf(path)}.${key}`)));
}

// `../words/` and its neighbours are shared; `../../phone/today/` is the phone's.
function entryOf(path: string): string {
  return /^\.\.\/\.\.\/(\w+)\//u.exec(path)?.[1] ?? "shared";
}

function folderOf(path: string): string {
  return path.split("/").slice(-2)[0] ?? "";
}

test("no folder of an entry takes the words of another by its name", () => {
  for (const entry of ["phone", "office"]) {
    const names = Object.keys(modules).filter((path) => ["shared", entry].includes(entryOf(path))).map(folderOf);
    expect(names.length, entry).toBeGreaterThan(3);
    expect([...new Set(names)], entry).toEqual(names);
  }
});

test("every key that a screen asks for is there", () => {
  let asked = 0;
  for (const { path: file, text: source } of sources(/\.(vue|ts)$/u)) {
    if (/\.test\.ts$/u.test(file)) continue;
    const known = keysFor(file.split("/")[0] ?? "");
    for (const match of source.matchAll(/\bt\(\s*"([\w.]+)"/gu)) {
      asked += 1;
      expect(known.has(match[1] ?? ""), `${file}: ${match[1]}`).toBe(true);
    }
    // A key that is put together: what stands before its hole names strings that are there.
    for (const match of source.matchAll(/\bt\(\s*`([\w.]+)\$\{/gu)) {
      asked += 1;
      const before = match[1] ?? "";
      expect([...known].some((key) => key.startsWith(before)), `${file}: ${before}…`).toBe(true);
    }
  }
  expect(asked).toBeGreaterThan(20);
});

test("no screen has words of its own", () => {
  for (const { path: file, text } of sources(/\.(vue|ts)$/u)) {
    if (/strings\.ts$|\.test\.ts$|testing\.ts$/u.test(file)) continue;
    const source = text
      .replace(/\/\*[\s\S]*?\*\//gu, "")
      .replace(/<!--[\s\S]*?-->/gu, "")
      .replace(/^\s*\/\/.*$/gmu, "");
    expect(source.match(/[\u3400-\u9fff]+/u)?.[0], file).toBeUndefined();
  }
});
