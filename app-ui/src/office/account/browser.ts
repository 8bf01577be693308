/** What a browser calls itself, in a few words that a person knows it by. Only to be read: nothing is decided by it. */

const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\/(\d+)/u, "Edge"],
  [/\bOPR\/(\d+)/u, "Opera"],
  [/\b(?:Firefox|FxiOS)\/(\d+)/u, "Firefox"],
  [/\b(?:Chrome|CriOS)\/(\d+)/u, "Chrome"],
  [/\bVersion\/(\d+)[.\d]* .*Safari\//u, "Safari"],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Android/u, "Android"],
  [/iPhone|iPad/u, "iOS"],
  [/Windows/u, "Windows"],
  [/Mac OS X|Macintosh/u, "macOS"],
  [/Linux|X11/u, "Linux"],
];

/** The browser with its version, and the system; null where nobody knows it. */
export function browserOf(agent: string): { browser: string; system: string } | null {
  const system = SYSTEMS.find(([mark]) => mark.test(agent))?.[1];
  for (const [mark, name] of BROWSERS) {
    const version = mark.exec(agent)?.[1];
    if (version !== undefined && system !== undefined) return { browser: `${name} ${version}`, system };
  }
  return null;
}
