import { afterEach, expect, test } from "vitest";
import { speak } from "./i18n";

afterEach(() => speak("zh-CN"));

test("the page says in which language it is read out, and bears its name in it", () => {
  speak("en");
  expect([document.documentElement.lang, document.title]).toEqual(["en", "Cunji"]);
  speak("zh-CN");
  expect([document.documentElement.lang, document.title]).toEqual(["zh-CN", "村记"]);
});
