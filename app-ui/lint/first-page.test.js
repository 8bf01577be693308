// What stands on the page before, and without, any script. `npm run build` first.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { OFFICE } from "../entries.js";
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

const office = readFileSync(new URL("../dist/office/index.html", import.meta.url), "utf8");

test("the office's page says which browser to take where none of our script runs, in both languages", () => {
  for (const words of ["请用 Chrome 86 以后的浏览器打开", "open Cunji in Chrome 86 or later"]) assert.ok(office.includes(words), words);
  assert.ok(office.includes(`Chrome ${OFFICE.oldest}`));
});

test("the office's page holds neither script nor style of its own, which its content security policy would refuse", () => {
  assert.deepEqual(office.match(/<style|\sstyle=|\son\w+=/g), null);
  const scripts = office.match(/<script[^>]*>/g) ?? [];
  assert.equal(scripts.length, 1);
  assert.match(scripts[0], /type="module"[^>]* src="\/office\/assets\//);
});

/** All that was built for an entry, of one kind. */
function builtOf(name, ending) {
  const folder = new URL(`../dist/${name}/assets/`, import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(ending));
  assert.ok(files.length > 1, name);
  return files.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
}

test("neither entry holds the other's", () => {
  const [phone, desk] = ["phone", "office"].map((name) => builtOf(name, ".css"));
  assert.ok(phone.includes(".van-") && !phone.includes(".el-"), "the phone");
  assert.ok(desk.includes(".el-") && !desk.includes(".van-"), "the office");
  assert.ok(!builtOf("office", ".js").includes("__TAURI_INTERNALS__"), "the office calls no Rust");
});

test("nothing in the office's scripts is made of text at run time, or writes a style sheet", () => {
  const scripts = builtOf("office", ".js");
  assert.doesNotMatch(scripts, /\beval\(|new Function\(|createElement\(["'`]style["'`]\)/);
});

test("an empty flex box takes no gap in the office's page: Chrome 86 would make it millions of pixels high", () => {
  const assets = new URL("../dist/office/assets/", import.meta.url);
  const first = readdirSync(assets).filter((name) => /^index-.*\.css$/.test(name));
  assert.ok(first.some((name) => readFileSync(new URL(name, assets), "utf8").includes(":empty{row-gap:0!important}")));
});
