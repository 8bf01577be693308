/** The tokens' colours and their contrast, for the tests that hold every style to it. */
import postcss from "postcss";
import { sources } from "./sources";

export const tokens = postcss.parse(sources(/tokens\.css$/u)[0]?.text ?? "");

/** The colours of a theme. */
export function coloursOf(theme: string): Map<string, string> {
  const colours = new Map<string, string>();
  tokens.walkRules((rule) => {
    if (rule.selectors[0] !== `:root[data-theme="${theme}"]`) return;
    rule.walkDecls(/^--/u, ({ prop, value }) => void colours.set(prop.slice(2), value));
  });
  return colours;
}

function luminance(colour: string): number {
  const parts = /^#(..)(..)(..)$/u.exec(colour)?.slice(1);
  if (parts === undefined) throw new Error(`no colour: ${colour}`);
  const [red, green, blue] = parts.map((part) => {
    const of = Number.parseInt(part, 16) / 255;
    return of <= 0.04045 ? of / 12.92 : ((of + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** As WCAG has it, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
