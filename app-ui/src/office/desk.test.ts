import postcss from "postcss";
import { expect, test } from "vitest";
import { sources, styles } from "../shared/looks/sources";

/** What draws the frame of a choice. */
const FRAME = ["min-height", "border", "border-radius", "background"];

/** Every rule for a choice that draws a frame, with where it stands. */
function framing(): string[] {
  const withChoices = new Set(sources(/\.vue$/u).filter(({ text }) => text.includes("<select")).map(({ path }) => path));
  return styles().flatMap(({ path, text }) => {
    if (!path.startsWith("office/") || !(path.endsWith(".css") || withChoices.has(path))) return [];
    const found: string[] = [];
    postcss.parse(text).walkRules((rule) => {
      const isOfChoices = rule.selectors.some((selector) => /(^|[\s>])(select|select\.choice|\.choice)$/u.test(selector));
      if (isOfChoices && rule.nodes.some((node) => node.type === "decl" && FRAME.includes(node.prop))) found.push(`${path} ${rule.selectors.at(-1) ?? ""}`);
    });
    return found;
  });
}

test("the frame of a choice is drawn in one place for all screens", () => {
  expect(framing()).toEqual(["office/desk.css .field > textarea", "office/desk.css select.choice"]);
});

test("a choice that stands in no field wears it", () => {
  const bare = sources(/\.vue$/u).flatMap(({ path, text }) => {
    if (!path.startsWith("office/")) return [];
    // What an attribute says may have an angle of its own.
    const labels = [...text.matchAll(/<label((?:"[^"]*"|[^">])*)>((?:(?!<\/label>)[\s\S])*?)<select((?:"[^"]*"|[^">])*)>/gu)];
    return labels.filter(([, label, , select]) => !/ class="field/u.test(label ?? "") && !/ class="choice"/u.test(select ?? "")).map(([, label]) => `${path} <label${label ?? ""}>`);
  });
  expect(bare).toEqual([]);
});
