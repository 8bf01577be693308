/** The tokens (shared/tokens.css) as numbers and colours, for what is drawn and not styled; anew when the theme or the size of type is another. */
import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from "vue";

const COLOURS = ["paper", "card", "ink", "ink-2", "accent", "accent-soft", "warn-soft", "line", "strip", "control-line"] as const;
/** In pixels before they grow with large type. */
const SIZES = { label: 15, small: 14 } as const;
/** In large type nothing is smaller (shared/tokens.css). */
const LARGE = 24;

export type Tokens = Readonly<Record<(typeof COLOURS)[number], string> & Record<keyof typeof SIZES, number> & { font: string }>;

/** As they are now. */
export function tokensNow(): Tokens {
  const root = document.documentElement;
  const style = getComputedStyle(root);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const large = root.dataset["type"] === "large";
  return {
    ...(Object.fromEntries(COLOURS.map((name) => [name, of(name)])) as Record<(typeof COLOURS)[number], string>),
    label: large ? LARGE : SIZES.label,
    small: large ? LARGE : SIZES.small,
    font: getComputedStyle(document.body).fontFamily,
  };
}

/** As they are, for as long as a component is shown; on paper, too. */
export function useTokens(): ShallowRef<Tokens> {
  const tokens = shallowRef(tokensNow());
  const watcher = new MutationObserver(() => (tokens.value = tokensNow()));
  onMounted(() => watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-type"] }));
  onBeforeUnmount(() => watcher.disconnect());
  return tokens;
}
