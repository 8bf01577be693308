/** The phone's words. */
import { gathered, i18nOf, type Language, type Strings } from "../shared/i18n";

const modules = import.meta.glob<{ default: Strings }>(["./*/strings.ts", "../shared/*/strings.ts"], { eager: true });

export const i18n = i18nOf(gathered(modules), "zh-CN");

/** Changes the language of every screen, and by which one it is read out. */
export function speak(language: Language): void {
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
  document.title = i18n.global.t("gate.welcome");
}
