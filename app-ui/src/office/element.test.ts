import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import postcss from "postcss";
import { expect, test } from "vitest";
import { contrast, coloursOf } from "../shared/looks/colours";
import { sources } from "../shared/looks/sources";

const said = new Map<string, string>();
postcss.parse(sources(/^element\.css$/u)[0]?.text ?? "").walkRules(":root[data-theme]", (rule) => {
  rule.walkDecls(/^--el-/u, ({ prop, value }) => void said.set(prop, value));
});

/** What a variable of Element's is in a theme. */
function colour(name: string, theme: string): string {
  const token = /^var\(--([\w-]+)\)$/u.exec(said.get(name) ?? "")?.[1] ?? "";
  return coloursOf(theme).get(token) ?? `no token: ${name}`;
}

test("every colour that Element has is one of ours", () => {
  const css = readFileSync(createRequire(import.meta.url).resolve("element-plus/theme-chalk/base.css"), "utf8");
  const colours: string[] = [];
  postcss.parse(css).walkRules(":root", (rule) => {
    rule.walkDecls(/^--el-/u, ({ prop, value }) => void (/#[0-9a-f]{3,8}\b/iu.test(value) && colours.push(prop)));
  });
  expect(colours.length).toBeGreaterThan(60);
  expect(colours.filter((name) => !said.has(name))).toEqual([]);
  for (const [name, value] of said) if (name.includes("color")) expect(value, name).toMatch(/^(var\(--[\w-]+\)|rgba\(0, 0, 0, [\d.]+\))$/u);
});

const KINDS = ["primary", "success", "warning", "danger", "error", "info"];
const GROUNDS = ["--el-bg-color", "--el-bg-color-page", "--el-bg-color-overlay", "--el-fill-color", "--el-fill-color-light", "--el-fill-color-lighter", "--el-fill-color-blank"];
const PAIRS: [string, string][] = [
  ...["primary", "regular", "secondary", "placeholder", "disabled"].flatMap((word) => GROUNDS.map((ground): [string, string] => [`--el-text-color-${word}`, ground])),
  ["--el-disabled-text-color", "--el-disabled-bg-color"],
  ...KINDS.flatMap((kind): [string, string][] => [
    [`--el-color-${kind}`, "--el-bg-color"],
    // Soft tags and alerts; filled buttons, also pointed at and pressed.
    [`--el-color-${kind}`, `--el-color-${kind}-light-9`],
    [`--el-color-${kind}`, `--el-color-${kind}-light-8`],
    ["--el-color-white", `--el-color-${kind}`],
    ["--el-color-white", `--el-color-${kind}-light-3`],
    ["--el-color-white", `--el-color-${kind}-light-5`],
    ["--el-color-white", `--el-color-${kind}-dark-2`],
  ]),
];

test.each(["light", "dark"])("in %s, words of Element's stand out 7:1 and lines around controls 3:1", (theme) => {
  const of = (pairs: [string, string][]) => pairs.map(([word, ground]) => ({ pair: `${word} on ${ground}`, ratio: contrast(colour(word, theme), colour(ground, theme)) }));
  expect(of(PAIRS).filter(({ ratio }) => !(ratio >= 7))).toEqual([]);
  const lines = ["--el-border-color", "--el-border-color-hover", "--el-disabled-border-color"].flatMap((line) => GROUNDS.map((ground): [string, string] => [line, ground]));
  expect(of(lines).filter(({ ratio }) => !(ratio >= 3))).toEqual([]);
});

test("what is said to Element is stronger than what Element says itself, whichever comes first", () => {
  const rules: string[] = [];
  postcss.parse(sources(/^element\.css$/u)[0]?.text ?? "").walkRules((rule) => void rules.push(rule.selector));
  expect(rules.filter((selector) => !selector.startsWith(":root[data-theme]"))).toEqual([]);
});
