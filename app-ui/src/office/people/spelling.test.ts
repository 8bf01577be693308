import { expect, test } from "vitest";
import { i18n } from "../i18n";
import { spelled } from "./spelling";

/** What codes are made of: Crockford's base 32. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

test("every character of a code has a word of its own in each language", () => {
  const signs = spelled(DIGITS)[0]?.signs ?? [];
  expect(signs.length).toBe(32);
  for (const locale of ["zh-CN", "en"] as const) {
    const words = signs.map((sign) => i18n.global.t(`people.say.${sign}`, {}, { locale }));
    expect(new Set(words).size, locale).toBe(32);
    for (const word of words) expect(word, locale).not.toContain("people.say");
    // A letter's word holds the letter.
    for (const [at, sign] of signs.entries()) if (/[A-Z]/u.test(sign)) expect(words[at]?.toUpperCase(), locale).toContain(sign);
  }
});

test("groups are as they are printed", () => {
  expect(spelled("7hq2-M9XK pp3w").map(({ text, signs }) => [text, signs.join("")])).toEqual([
    ["7hq2", "7HQ2"],
    ["M9XK", "M9XK"],
    ["pp3w", "PP3W"],
  ]);
});
