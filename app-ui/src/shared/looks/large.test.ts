import postcss from "postcss";
import { expect, test } from "vitest";
import { sources, styles } from "./sources";

/** Every declaration of every style, with where it stands. */
function declarations(): { at: string; selector: string; prop: string; value: string }[] {
  return styles().flatMap(({ path, text }) => {
    const all: { at: string; selector: string; prop: string; value: string }[] = [];
    postcss.parse(text).walkRules((rule) => {
      rule.each((node) => {
        if (node.type === "decl") all.push({ at: `${path} ${rule.selector} { ${node.prop}: ${node.value} }`, selector: rule.selector, prop: node.prop, value: node.value });
      });
    });
    return all;
  });
}

const all = declarations().filter(({ selector }) => selector !== ".only-read");

test("no text is cut off: no ellipsis, nothing that may not wrap, no lines that are counted", () => {
  const cutting = all.filter(
    ({ prop, value }) => prop === "text-overflow" || (prop === "white-space" && /nowrap|pre$/u.test(value)) || /line-clamp/u.test(prop),
  );
  expect(cutting.map(({ at }) => at)).toEqual([]);
});

test("what hides an overflow holds pictures, or grows with its text by itself", () => {
  const hiding = all.filter(({ prop, value }) => prop.startsWith("overflow") && prop !== "overflow-wrap" && value === "hidden");
  expect(hiding.map(({ at }) => at)).toEqual([
    "phone/photos/PhotoTile.vue .tile { overflow: hidden }",
    "shared/base.css .read-out { overflow: hidden }",
    "shared/writing/WritingArea.vue .writing-area { overflow: hidden }",
  ]);
});

test("sizes of type come from the tokens, so that they grow", () => {
  const own = all.filter(({ at, prop, value }) => prop === "font-size" && !value.includes("var(--") && !at.startsWith("shared/tokens.css"));
  // The words of a drawing grow with the drawing.
  expect(own.map(({ at }) => at)).toEqual(["phone/attendance/YearRing.vue .count { font-size: 30px }", "phone/attendance/YearRing.vue .target { font-size: 15px }"]);
});

test("what is said of large type is said of a part of a screen: `:global(x) y` would mean the whole of x", () => {
  const large = all.filter(({ selector, at }) => selector.includes("data-type") && !at.startsWith("shared/tokens.css"));
  expect(large.length).toBeGreaterThan(3);
  for (const { selector, at } of large) expect(selector, at).toMatch(/^:root\[data-type="large"\] \.[\w-]+$/u);
  expect(all.filter(({ selector }) => selector.includes(":global")).map(({ at }) => at)).toEqual([]);
});

test("in large type nothing is smaller than 24 px, and targets grow too", () => {
  const tokens = postcss.parse(sources(/tokens\.css$/u)[0]?.text ?? "");
  const said = new Map<string, string>();
  for (const selector of [":root", ':root[data-type="large"]']) {
    tokens.walkRules(selector, (rule) => {
      if (rule.parent?.type === "root") rule.walkDecls(({ prop, value }) => void said.set(prop, value));
    });
  }
  const scale = Number(said.get("--scale"));
  const pixels = (name: string) => {
    const [, of, scaled] = /(\d+)px( \* var\(--scale\))?/u.exec(said.get(name) ?? "") ?? [];
    return Number(of) * (scaled === undefined ? 1 : scale);
  };
  for (const name of ["--title", "--main", "--written", "--body", "--label", "--small"]) expect(pixels(name), name).toBeGreaterThanOrEqual(24);
  expect(pixels("--target")).toBeGreaterThanOrEqual(44);
  // The ring's smallest words, drawn 200 px wide of 120 units.
  expect((15 * 200) / 120).toBeGreaterThanOrEqual(24);
});
