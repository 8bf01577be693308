/** The console's words. */
import { gathered, i18nOf, type Language, type Strings } from "../shared/i18n";

const modules = import.meta.glob<{ default: Strings }>(["./*/strings.ts", "../shared/*/strings.ts"], { eager: true });

export const i18n = i18nOf(gathered(modules), "zh-CN");

/** Says something in one of the languages, whichever is spoken now. */
export type Speaker = (key: string, named?: Record<string, unknown>) => string;

/** One that speaks this language. */
export function speaker(language: Language): Speaker {
  return (key, named = {}) => i18n.global.t(key, named, { locale: language });
}
