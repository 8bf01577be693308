/** Values of records as a screen that knows no kind can show them: Rust gives them in words. */
import type { FieldSaid } from "../../generated/FieldSaid";

interface Worded {
  words_zh: string;
  words_en: string;
}

/** A value in the language that is spoken. */
export function wordsOf(value: Worded, locale: string): string {
  return locale === "en" ? value.words_en : value.words_zh;
}

/** The beginning of the first text. */
export function gistOf(written: readonly FieldSaid[]): string {
  const text = written.find((field) => field.is_text && field.words_zh.trim() !== "");
  const words = [...(text?.words_zh.trim() ?? "")];
  return words.length > 60 ? `${words.slice(0, 60).join("")}…` : words.join("");
}
