import postcss from "postcss";
import { expect, test } from "vitest";
import { contrast, coloursOf, tokens } from "./colours";
import { styles } from "./sources";

const THEMES = ["light", "dark"] as const;
/** Words: WCAG 2.2, 1.4.6. */
const WORDS = 7;
/** What tells where to touch, and signs: 1.4.11. */
const SIGNS = 3;

const GROUNDS = ["paper", "card", "strip"];
/** What is written on what. */
const PAIRS: Record<string, string[]> = {
  ink: [...GROUNDS, "accent-soft", "warn-soft", "bad-soft"],
  "ink-2": [...GROUNDS, "accent-soft", "warn-soft", "bad-soft"],
  accent: [...GROUNDS, "accent-soft"],
  "on-accent": ["accent"],
  warn: ["paper", "card", "warn-soft"],
  bad: ["paper", "card", "bad-soft"],
  "on-bar": ["bar", "bar-soft"],
};
/** Borders and signs that are no words, on what they stand on. */
const SIGN_PAIRS: Record<string, string[]> = {
  "control-line": GROUNDS,
  accent: [...GROUNDS, "accent-soft"],
  warn: ["paper", "card", "warn-soft"],
};

function tooFaint(theme: string, pairs: Record<string, string[]>, least: number): string[] {
  const colours = coloursOf(theme);
  return Object.entries(pairs).flatMap(([above, grounds]) =>
    grounds.flatMap((ground) => {
      const of = contrast(colours.get(above) ?? "", colours.get(ground) ?? "");
      return of < least ? [`${above} on ${ground}: ${of.toFixed(2)}`] : [];
    }),
  );
}

test("what is printed is dark on white, though dark is worn on the screen", () => {
  const worn: string[] = [];
  tokens.walkRules((rule) => {
    const { parent } = rule;
    const onScreen = parent?.type === "atrule" && (parent as postcss.AtRule).params === "screen";
    if (rule.selectors.includes(':root[data-theme="dark"]') && !onScreen) rule.walkDecls("--paper", ({ value }) => void worn.push(value));
  });
  expect(worn).toEqual([coloursOf("light").get("paper")]);
});

test("contrast is reckoned as WCAG has it", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});

test.each(THEMES)("in %s, words stand out 7:1 and what tells where to touch 3:1", (theme) => {
  expect(tooFaint(theme, PAIRS, WORDS)).toEqual([]);
  expect(tooFaint(theme, SIGN_PAIRS, SIGNS)).toEqual([]);
});

test("both themes have the same colours, and each stands once", () => {
  expect([...coloursOf("dark").keys()]).toEqual([...coloursOf("light").keys()]);
  const hex: string[] = [];
  tokens.walkDecls((declaration) => {
    const of = declaration.parent;
    if (/#[0-9a-f]{3,8}\b/iu.test(declaration.value) && of?.type === "rule") hex.push(`${(of as postcss.Rule).selector} ${declaration.prop}`);
  });
  expect(new Set(hex).size).toBe(hex.length);
  expect(hex.length).toBe(2 * coloursOf("light").size);
});

test("what is said to Vant is stronger than what Vant says itself, whichever comes first", () => {
  const places: string[] = [];
  tokens.walkDecls(/^--van-/u, ({ parent }) => void (parent?.type === "rule" && places.push((parent as postcss.Rule).selector)));
  expect(places.length).toBeGreaterThan(20);
  expect([...new Set(places)]).toEqual([":root[data-theme]"]);
});

test("what a style writes on a ground is a pair that is held to it", () => {
  const unknown: string[] = [];
  let seen = 0;
  for (const { path, text } of styles()) {
    postcss.parse(text).walkRules((rule) => {
      const said = new Map<string, string>();
      rule.each((node) => {
        const token = node.type === "decl" ? /^var\(--([\w-]+)\)$/u.exec(node.value)?.[1] : undefined;
        if (node.type === "decl" && token !== undefined) said.set(node.prop, token);
      });
      const [ground, above, border] = [said.get("background"), said.get("color"), said.get("border-color")];
      if (ground === undefined) return;
      if (above !== undefined) {
        seen += 1;
        if (!(PAIRS[above] ?? []).includes(ground)) unknown.push(`${path} ${rule.selector}: ${above} on ${ground}`);
      }
      // A border in the colour of its own ground draws nothing; `line` tells nothing.
      if (border !== undefined && border !== ground && border !== "line" && !(SIGN_PAIRS[border] ?? []).includes(ground)) {
        unknown.push(`${path} ${rule.selector}: a border ${border} on ${ground}`);
      }
    });
  }
  expect(unknown).toEqual([]);
  expect(seen).toBeGreaterThan(10);
});

test("no screen has a colour of its own", () => {
  const own = styles().flatMap(({ path, text }) =>
    path.endsWith("tokens.css") ? [] : [...text.matchAll(/#[0-9a-f]{3,8}\b/giu)].map((match) => `${path} ${match[0]}`),
  );
  // A camera reads a code on white whatever the theme, and its own picture has no ground.
  expect(own).toEqual(["shared/qr/QrPicture.vue #fff", "shared/qr/QrScanner.vue #000"]);
});
