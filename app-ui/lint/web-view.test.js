// The lints can fail: what they are for is refused, what is needed passes. `npm run lint`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ESLint } from "eslint";
import { OFFICE } from "../entries.js";
import { faults } from "./web-view.js";

const eslint = new ESLint();

async function refused(script, file) {
  const [result] = await eslint.lintText(script, { filePath: file });
  return result.messages.map((message) => message.message);
}

const MISSING = [
  "export const last = [1].at(-1);",
  "export const all = 'aa'.replaceAll('a', 'b');",
  "export const has = Object.hasOwn({}, 'a');",
  "export const any = Promise.any([]);",
  "export const copy = structuredClone({});",
  "export const seen = new WeakRef({});",
  "export const sorted = [1].findLast(Boolean);",
];

for (const script of MISSING) {
  test(`no web view of Chrome 80 has: ${script}`, async () => {
    for (const file of ["src/shared/tried.ts", "dist/phone/assets/tried.js"]) {
      assert.notDeepEqual(await refused(script, file), [], file);
    }
    assert.notDeepEqual(await refused(`<script setup lang="ts">\n${script.replace("export ", "")}\n</script>\n`, "src/phone/today/Tried.vue"), []);
  });
}

test("newer syntax does not pass in what was built, and is vite's to lower in what is written", async () => {
  assert.notDeepEqual(await refused("let a = null; a ??= 1;", "dist/phone/assets/tried.js"), []);
  assert.deepEqual(await refused("let a: number | null = null; a ??= 1;", "src/shared/tried.ts"), []);
});

test("what Chrome 80 has passes", async () => {
  const script = "export const a = [[1]].flat().map((n) => n ?? window?.name); export const b = Promise.allSettled([]);";
  for (const file of ["src/shared/tried.ts", "dist/phone/assets/tried.js"]) {
    assert.deepEqual(await refused(script, file), [], file);
  }
});

const NEWER = [
  ".a { inset: 0 }",
  ".a { aspect-ratio: 1 }",
  ".a { display: flex; gap: 4px }",
  ".a { height: 100dvh }",
  ".a { height: calc(100svh - 4px) }",
  ".a { color: color-mix(in srgb, red, blue) }",
  ".a { overflow: clip }",
  ".a { margin-inline: 4px }",
  ".a { size: A4 landscape }",
  ".a { accent-color: red }",
  ".a:has(b) { color: red }",
  ".a:is(b) { color: red }",
  ".a { & b { color: red } }",
  "@layer x { .a { color: red } }",
  "@container (width > 1px) { .a { color: red } }",
];

for (const css of NEWER) {
  test(`a web view of Chrome 80 does not know: ${css}`, () => assert.equal(faults(css).length > 0, true));
}

const KNOWN = [
  ".a { display: grid; gap: 4px }",
  ".a { width: min(1px, 2px); overscroll-behavior: contain; outline: none }",
  ".a { display: flex; justify-content: space-between; position: sticky }",
  "@media (prefers-color-scheme: dark) { .a::before { color: red } }",
  "@page { size: A4 landscape; margin: 12mm }",
  // Each has something older before it, or asks first.
  ".a { height: 100vh; height: 100dvh }",
  "@supports (inset: 0) { .a { inset: 0 } }",
];

for (const css of KNOWN) {
  test(`a web view of Chrome 80 shows as it is meant: ${css}`, () => assert.deepEqual(faults(css), []));
}

test("the office's browsers know a little more, and no more than Chrome 86 does", async () => {
  assert.deepEqual(faults(".a { display: flex; gap: 4px }", OFFICE.oldest), []);
  assert.equal(faults(".a { inset: 0 }", OFFICE.oldest).length, 1);
  for (const file of ["src/office/tried.ts", "dist/office/assets/tried.js"]) {
    assert.deepEqual(await refused("export const all = 'aa'.replaceAll('a', 'b');", file), [], file);
    assert.notDeepEqual(await refused("export const last = [1].at(-1);", file), [], file);
    assert.notDeepEqual(await refused("export const copy = structuredClone({});", file), [], file);
  }
});

test("in the office one place alone asks the server", async () => {
  for (const asking of ["void fetch('/console/v1/session');", "void window.fetch('/x');", "void globalThis.fetch('/x');", "void new XMLHttpRequest();"]) {
    assert.notDeepEqual(await refused(asking, "src/office/tried.ts"), [], asking);
    assert.notDeepEqual(await refused(`<script setup lang="ts">\n${asking}\n</script>\n`, "src/office/frame/Tried.vue"), [], asking);
  }
  assert.deepEqual(await refused("void fetch('/console/v1/session');", "src/office/server.ts"), []);
});

test("in the office no template has a style of its own, which the content security policy refuses", async () => {
  const template = '<template>\n  <p style="color: red">a</p>\n</template>\n';
  assert.notDeepEqual(await refused(template, "src/office/frame/Tried.vue"), []);
});
