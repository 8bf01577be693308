/** How the console looks to whoever sits here: language, size of type, theme. The browser remembers; the server is not told. */
import { reactive, readonly } from "vue";
import type { Language } from "../shared/i18n";
import { beginTheme, chosenTheme, wear, wearOnPaper, type Theme } from "../shared/looks/theme";
import { i18n } from "./i18n";

export interface Looks {
  language: Language;
  large: boolean;
  theme: Theme;
}

const LANGUAGE = "language";
const TYPE = "type";

const state = reactive<Looks>({ language: "zh-CN", large: false, theme: "system" });

/** What was chosen. */
export const looks = readonly(state);

function show(): void {
  i18n.global.locale.value = state.language;
  document.documentElement.lang = state.language;
  document.documentElement.dataset["type"] = state.large ? "large" : "plain";
}

/** Begins, before anything is drawn. */
export function beginLooks(): void {
  beginTheme();
  const spoken = localStorage.getItem(LANGUAGE) ?? navigator.language;
  state.language = spoken.startsWith("en") ? "en" : "zh-CN";
  state.large = localStorage.getItem(TYPE) === "large";
  state.theme = chosenTheme();
  show();
  // On paper the ground is white, whatever is worn.
  window.addEventListener("beforeprint", wearOnPaper);
  window.addEventListener("afterprint", () => wear(state.theme));
}

/** Chooses otherwise; it holds at once. */
export function look(change: Partial<Looks>): void {
  Object.assign(state, change);
  localStorage.setItem(LANGUAGE, state.language);
  localStorage.setItem(TYPE, state.large ? "large" : "plain");
  wear(state.theme);
  show();
}
