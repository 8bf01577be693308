// What stands on the page before, and without, any script. `npm run build` first.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { faults } from "./web-view.js";

const page = readFileSync(new URL("../dist/phone/index.html", import.meta.url), "utf8");
const inPlace = page.slice(page.indexOf('<div id="app">'), page.indexOf("</body>"));

test("a web view that runs no script of ours says what is safe and what to do, in both languages", () => {
  for (const words of ["写的都还在手机里", "更新“Android System WebView”", "What you wrote is safe", "update “Android System WebView”"]) {
    assert.ok(inPlace.includes(words), words);
  }
});

test("the app takes that place", () => {
  assert.match(readFileSync(new URL("../src/phone/main.ts", import.meta.url), "utf8"), /mount\("#app"\)/);
});

test("the page's own style is one that every web view knows", () => {
  const style = page.slice(page.indexOf("<style>") + 7, page.indexOf("</style>"));
  assert.ok(style.includes("@keyframes before"));
  assert.deepEqual(faults(style), []);
});

test("no script stands in the page itself, which the content security policy would refuse", () => {
  const scripts = page.match(/<script[^>]*>/g) ?? [];
  assert.equal(scripts.length, 1);
  assert.match(scripts[0], /type="module"[^>]* src="\.\/assets\//);
});
