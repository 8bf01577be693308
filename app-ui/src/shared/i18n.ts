/** Words of both languages. Each folder's `strings.ts` holds its own, under the folder's name. */
import { createI18n } from "vue-i18n";

export type Language = "zh-CN" | "en";

/** A tree of messages. */
export interface Messages {
  [key: string]: string | Messages;
}

/** What a `strings.ts` exports. */
export interface Strings {
  "zh-CN": Messages;
  en: Messages;
}

/** Gathers the strings of folders: `./today/strings.ts` → `today`. */
export function gathered(modules: Record<string, { default: Strings }>): Record<Language, Messages> {
  const all: Record<Language, Messages> = { "zh-CN": {}, en: {} };
  for (const [path, module] of Object.entries(modules)) {
    const name = path.split("/").slice(-2)[0] ?? path;
    all["zh-CN"][name] = module.default["zh-CN"];
    all.en[name] = module.default.en;
  }
  return all;
}

/** An i18n with these messages. A missing key is a fault of the program, found by a test. */
export function i18nOf(messages: Record<Language, Messages>, locale: Language) {
  return createI18n({ legacy: false, locale, fallbackLocale: "zh-CN", messages });
}
