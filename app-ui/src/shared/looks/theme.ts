/** Which theme is worn: the person's choice, or the system's as long as none was made. The tokens go by one attribute of the root. */

export type Theme = "system" | "light" | "dark";

/** What was chosen last, so that the next start has its colours before Rust was asked. No word of it leaves the phone. */
const CHOSEN = "theme";

let chosen: Theme = "system";
let system: MediaQueryList | null = null;

function dress(): void {
  const dark = chosen === "dark" || (chosen === "system" && system !== null && system.matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

function remembered(): Theme {
  const word = localStorage.getItem(CHOSEN);
  return word === "light" || word === "dark" ? word : "system";
}

/** Begins, before anything is drawn; the system's change of mind is followed from then on. */
export function beginTheme(): void {
  system?.removeEventListener("change", dress);
  system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", dress);
  chosen = remembered();
  dress();
}

/** What was chosen. */
export function chosenTheme(): Theme {
  return chosen;
}

/** Wears light for a moment, and remembers nothing of it. */
export function wearOnPaper(): void {
  document.documentElement.dataset["theme"] = "light";
}

/** Wears another theme. */
export function wear(theme: Theme): void {
  chosen = theme;
  localStorage.setItem(CHOSEN, theme);
  dress();
}
