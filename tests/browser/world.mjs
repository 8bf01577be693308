// A server on a copy of the county's data, and people at desks: each a browser of their own in one Chromium.
// `cargo xtask browser` says where programs and data are.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test from "node:test";

// An old Chromium wants an old driver: 1.34 is the last that knows 86.
const { chromium } = createRequire(process.env.CUNJI_PLAYWRIGHT ?? new URL("../../app-ui/package.json", import.meta.url))("playwright-core");

/** Debian's, or another one: that of an old office, say. */
const CHROMIUM = process.env.CUNJI_CHROMIUM ?? "/usr/bin/chromium";
/** What a screen may take until it shows what is waited for. */
const PATIENCE_MS = 30_000;

export function place(name) {
  const said = process.env[name];
  if (said === undefined) throw new Error(`${name} is not set: run the tests by cargo xtask browser`);
  return said;
}

export async function launch() {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"];
  return await chromium.launch({ executablePath: CHROMIUM, args });
}

/** Somebody's browser; `chosen` is what it remembers of how the console is to look. Whatever it complains of is kept. */
export async function window(browser, { width = 1440, height = 900, locale = "zh-CN", chosen = {}, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale, ...more });
  await context.addInitScript((kept) => Object.entries(kept).forEach(([key, value]) => localStorage.setItem(key, value)), chosen);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  // A refusal by the server is no fault of the page; Chromium logs it all the same.
  const ofThePage = (message) => ["error", "warning"].includes(message.type()) && !message.text().startsWith("Failed to load resource");
  page.on("console", (message) => ofThePage(message) && page.complaints.push(message.text()));
  return page;
}

/** Types account and password on whatever sign-in is shown. */
export async function typeIn(page, { login, password }) {
  // Only then is it known which fields the sign-in has.
  await page.locator("input[name=current-password]").waitFor();
  const name = page.locator("input[name=username]:not([readonly])");
  if ((await name.count()) > 0) await name.fill(login);
  await page.locator("input[name=current-password]").fill(password);
  await page.locator("form.sign-in .main-button").click();
}

export class World {
  static async begin() {
    const made = place("CUNJI_FIXTURES");
    const [plan] = readdirSync(made).filter((name) => !name.endsWith(".partial")).sort().slice(-1);
    const folder = mkdtempSync(join(tmpdir(), "cunji-browser-"));
    const data = join(folder, "data");
    cpSync(join(made, plan), data, { recursive: true });
    const server = spawn(join(place("CUNJI_PROGRAMS"), "console"), [data], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
    const said = await lines.next();
    if (said.done) throw new Error("the server did not start");
    return new World(folder, data, server, lines, said.value, await launch());
  }

  constructor(folder, data, server, lines, url, browser) {
    Object.assign(this, { folder, data, server, lines, url, browser, pages: [] });
    this.planted = JSON.parse(readFileSync(join(data, "planted.json"), "utf8"));
  }

  /** The accounts of a role, as planted. */
  desks(role) {
    return this.planted.desks.filter((desk) => desk.role === role);
  }

  /** A day by its distance from the one that the server's clock shows, the first after the months of the data. */
  day(from = 0) {
    return new Date(Date.parse(this.planted.last_day) + (from + 1) * 86_400_000).toISOString().slice(0, 10);
  }

  /** Asks the console's program for something (`tests/src/console`). */
  async ask(command) {
    this.server.stdin.write(`${JSON.stringify(command)}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error("the server has ended");
    const { done: answer, failure } = JSON.parse(value);
    if (failure !== undefined) throw new Error(`${JSON.stringify(command)}: ${failure}`);
    return answer;
  }

  /** Lets time pass, at the server and on phones. */
  async pass(seconds) {
    await this.ask({ pass: seconds });
  }

  /** Somebody's phone, by their id: `await phone({ diary: { day, text } })`, `await phone("sync")`. Their first word enrols it. */
  phone(of) {
    return (does) => this.ask({ phone: { of, does } });
  }

  /** A browser that shows the console. */
  async open(options) {
    const page = await window(this.browser, options);
    this.pages.push(page);
    await page.goto(`${this.url}/office/`);
    return page;
  }

  /** A browser that somebody is signed in with. */
  async sit(desk, options) {
    const page = await this.open(options);
    await typeIn(page, desk);
    // Who keeps the system may have no section yet.
    await page.locator("nav.sections").waitFor({ state: "attached" });
    return page;
  }

  /** A screen of the console. */
  async go(page, path) {
    await page.goto(`${this.url}/office/#${path}`);
  }

  async end() {
    await this.browser.close();
    const ended = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.stdin.end();
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A call as the page makes it, in the session of whoever sits there: status and answer. */
export async function call(page, method, path, body) {
  return await page.evaluate(
    async ([how, where, what]) => {
      const sent = what === undefined ? {} : { body: JSON.stringify(what), headers: { "content-type": "application/json" } };
      const answer = await fetch(where, { method: how, ...sent });
      const text = await answer.text();
      return { status: answer.status, said: text === "" ? null : JSON.parse(text) };
    },
    [method, path, body],
  );
}

/** Waits for what a question comes to, asking again until it comes to something: what desks read follows a record a moment later. */
export async function until(question) {
  for (const begun = performance.now(); performance.now() - begun < PATIENCE_MS; await new Promise((again) => setTimeout(again, 100))) {
    const answer = await question();
    if (answer) return answer;
  }
  throw new Error(`in vain: ${question}`);
}

/** On how many pages a page is printed. */
export async function pagesOnPaper(page) {
  const printed = await page.pdf({ preferCSSPageSize: true });
  return printed.toString("latin1").match(/\/Type \/Page\b/g).length;
}

/** Counts the calls of a page that write: method and path of each. */
export function writes(page) {
  const all = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === "POST" && pathname.startsWith("/console/")) all.push(pathname);
  });
  return all;
}

/** A test with a world of its own. Where it fails, a picture of each browser is left; no browser may have complained. */
export function scene(name, work) {
  test(name, async () => {
    const world = await World.begin();
    try {
      await work(world);
      const complaints = world.pages.flatMap((page) => page.complaints);
      if (complaints.length > 0) throw new Error(`the browser complained: ${complaints.join("\n")}`);
    } catch (failure) {
      const folder = place("CUNJI_PICTURES");
      mkdirSync(folder, { recursive: true });
      for (const [number, page] of world.pages.entries()) {
        const path = join(folder, `${name.replace(/\W+/g, "-")}-${number + 1}.png`);
        await page.screenshot({ path }).catch(() => undefined);
        console.error(`a picture of the failure: ${path}`);
      }
      throw failure;
    } finally {
      await world.end();
    }
  });
}
