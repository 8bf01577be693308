/** A code as it is dictated over a bad line: group by group, each character with the word that tells it from others. */

export interface SpelledGroup {
  /** The characters as they stand. */
  text: string;
  /** Each of them: `people.say.<sign>` is how it is said. */
  signs: string[];
}

/** `7HQ2-M9XK` in its groups. */
export function spelled(code: string): SpelledGroup[] {
  return code
    .split(/[\s-]+/u)
    .filter((text) => text !== "")
    .map((text) => ({ text, signs: [...text.toUpperCase()] }));
}
