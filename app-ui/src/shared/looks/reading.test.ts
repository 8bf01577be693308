import type { ElementNode, TemplateChildNode } from "@vue/compiler-core";
import { parse } from "vue/compiler-sfc";
import { expect, test } from "vitest";
import { sources } from "./sources";

// Of @vue/compiler-core's NodeTypes, which are an enum of declarations alone.
const ELEMENT = 1;
const TEXT = 2;
const INTERPOLATION = 5;

interface Place {
  path: string;
  element: ElementNode;
  above: ElementNode[];
}

/** Every element of every screen, with those around it. */
function elements(): Place[] {
  const all: Place[] = [];
  function walk(path: string, nodes: readonly TemplateChildNode[], above: ElementNode[]): void {
    for (const node of nodes) {
      if (node.type !== (ELEMENT as number)) continue;
      const element = node as ElementNode;
      all.push({ path, element, above });
      walk(path, element.children, [...above, element]);
    }
  }
  for (const { path, text } of sources(/\.vue$/u)) walk(path, parse(text).descriptor.template?.ast?.children ?? [], []);
  return all;
}

/** What an element says of itself: the names of its attributes, whether they are bound or not. */
function attributes(element: ElementNode): Map<string, string> {
  const of = new Map<string, string>();
  for (const prop of element.props) {
    if (prop.type === 6) of.set(prop.name, prop.value?.content ?? "");
    else if (prop.name === "bind" && prop.arg !== undefined && "content" in prop.arg) of.set(prop.arg.content, "bound");
  }
  return of;
}

/** Whether words can be read in it: those of hidden elements can't. */
function hasWords(nodes: readonly TemplateChildNode[]): boolean {
  return nodes.some((node) => {
    if (node.type === (TEXT as number)) return (node as { content: string }).content.trim() !== "";
    if (node.type === (INTERPOLATION as number)) return true;
    if (node.type !== (ELEMENT as number)) return false;
    const element = node as ElementNode;
    if (attributes(element).get("aria-hidden") === "true") return false;
    // A component or a slot of ours may say something; an icon says nothing, and is hidden.
    return element.tag === "slot" || element.tagType === 1 || hasWords(element.children);
  });
}

const at = ({ path, element }: Place) => `${path}:${element.loc.start.line} <${element.tag}>`;
const all = elements();

test("whatever is tapped has words or a label to be read out", () => {
  const tapped = all.filter(({ element }) => ["button", "a", "RouterLink", "Switch"].includes(element.tag));
  expect(tapped.length).toBeGreaterThan(80);
  expect(tapped.filter(({ element }) => !attributes(element).has("aria-label") && !hasWords(element.children)).map(at)).toEqual([]);
});

test("an icon is hidden from reading: its word stands beside it or in the label", () => {
  const icons = all.filter(({ element }) => attributes(element).has("stroke-width"));
  expect(icons.length).toBeGreaterThan(20);
  expect(icons.filter(({ element }) => attributes(element).get("aria-hidden") !== "true").map(at)).toEqual([]);
});

test("every field has a label", () => {
  const fields = all.filter(({ element }) => ["input", "textarea", "select"].includes(element.tag));
  expect(fields.length).toBeGreaterThan(10);
  const bare = fields.filter(({ element, above }) => !attributes(element).has("aria-label") && !above.some((one) => one.tag === "label"));
  expect(bare.map(at)).toEqual([]);
});

test("pictures and videos say what they show, or that they add nothing", () => {
  const pictures = all.filter(({ element }) => element.tag === "img" || element.tag === "video");
  expect(pictures.filter(({ element }) => !attributes(element).has("alt") && !attributes(element).has("aria-label")).map(at)).toEqual([]);
});

test("no heading skips a level, and no button submits by accident", () => {
  const levels = new Map<string, number>();
  const skipped: string[] = [];
  for (const place of all) {
    const level = Number(/^h([1-6])$/u.exec(place.element.tag)?.[1] ?? 0);
    if (level === 0) continue;
    const before = levels.get(place.path);
    if (before !== undefined && level > before + 1) skipped.push(at(place));
    levels.set(place.path, level);
  }
  expect(skipped).toEqual([]);
  const untyped = all.filter(({ element, above }) => element.tag === "button" && !attributes(element).has("type") && !above.some((one) => one.tag === "form"));
  expect(untyped.map(at)).toEqual([]);
});

test("a link that is read as something else can't be found as a link", () => {
  const links = all.filter(({ element }) => ["a", "RouterLink"].includes(element.tag));
  expect(links.filter(({ element }) => attributes(element).has("role")).map(at)).toEqual([]);
});
