import { afterEach, beforeEach, expect, test } from "vitest";
import { beginTheme, wear } from "./theme";

let system: EventTarget & { matches: boolean };
const worn = () => document.documentElement.dataset["theme"];

function turn(dark: boolean): void {
  system.matches = dark;
  system.dispatchEvent(new Event("change"));
}

beforeEach(() => {
  system = Object.assign(new EventTarget(), { matches: false });
  Object.defineProperty(window, "matchMedia", { configurable: true, value: () => system });
  localStorage.clear();
});
afterEach(() => {
  delete document.documentElement.dataset["theme"];
  localStorage.clear();
});

test("the system's theme is worn from the start, and when it changes", () => {
  system.matches = true;
  beginTheme();
  expect(worn()).toBe("dark");
  turn(false);
  expect(worn()).toBe("light");
});

test("a choice stands against the system's, until it is taken back", () => {
  beginTheme();
  wear("dark");
  turn(false);
  expect(worn()).toBe("dark");
  turn(true);
  wear("light");
  expect(worn()).toBe("light");
  wear("system");
  expect(worn()).toBe("dark");
});

test("the next start has the colours that were chosen before Rust is asked", () => {
  beginTheme();
  wear("dark");
  delete document.documentElement.dataset["theme"];
  beginTheme();
  expect(worn()).toBe("dark");
});

test("a start anew does not listen twice", () => {
  beginTheme();
  const before = system;
  system = Object.assign(new EventTarget(), { matches: true });
  beginTheme();
  before.matches = false;
  before.dispatchEvent(new Event("change"));
  expect(worn()).toBe("dark");
});
