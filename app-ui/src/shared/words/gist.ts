/** What a text begins with, where the whole of it is one tap away. Cut by signs and said to be cut, so that no size of type hides a line. */

/** About three lines of a phone. */
const LONGEST = 60;

/** The text, or its beginning. */
export function gistOf(text: string): string {
  const signs = [...text.trim()];
  return signs.length <= LONGEST ? signs.join("") : `${signs.slice(0, LONGEST - 1).join("").trimEnd()}…`;
}
