/** Codes with the names that Rust gives them, in the language that is spoken. */

interface Named {
  code: string;
  zh: string;
  en: string;
}

/** A code's name. */
export function nameOf(named: Named, locale: string): string {
  return locale === "en" ? named.en : named.zh;
}

/** As choices of an input. */
export function named(all: readonly Named[], locale: string): { code: string; word: string }[] {
  return all.map((one) => ({ code: one.code, word: nameOf(one, locale) }));
}
