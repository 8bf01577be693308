// What a web view of Chrome 80 lacks is refused here: in our sources, and in what is built of them and of the libraries.
// (CSS: lint/web-view.js. Types are vue-tsc's, formatting is nobody's quarrel.)
import compat from "eslint-plugin-compat";
import esx from "eslint-plugin-es-x";
import vue from "eslint-plugin-vue";
import typescript from "typescript-eslint";

// Chrome 80 knows ES2020. `aggressive`: a method counts by its name, whatever it is called on. Iterators' new methods have the names of
// arrays' old ones, so there a name tells nothing; in sources TypeScript's `lib: ES2020` refuses them.
const newer = Object.fromEntries(
  Object.entries(esx.configs["flat/restrict-to-es2020"].rules).filter(([name]) => !name.includes("no-iterator-prototype-")),
);
const chrome80 = {
  plugins: { compat, "es-x": esx },
  rules: { ...newer, "compat/compat": "error" },
  settings: { "es-x": { aggressive: true } },
};

// Syntax is vite's to lower in what is written here; the built script shows whether it did.
const lowered = Object.fromEntries(
  Object.keys(newer)
    .filter((name) => /no-(class-|logical-assignment|numeric-separators|private-in|top-level-await)/.test(name))
    .map((name) => [name, "off"]),
);

export default [
  { ignores: ["node_modules", "src/generated"] },
  // Tests and tools run in Node.
  {
    files: ["src/**/*.ts", "src/**/*.vue"],
    ignores: ["**/*.test.ts", "src/shared/testing.ts"],
    languageOptions: { parser: typescript.parser, ecmaVersion: "latest", sourceType: "module" },
    ...chrome80,
    rules: { ...chrome80.rules, ...lowered },
  },
  {
    files: ["src/**/*.vue"],
    plugins: { ...chrome80.plugins, vue },
    processor: vue.processors[".vue"],
    languageOptions: {
      parser: (await import("vue-eslint-parser")).default,
      parserOptions: { parser: typescript.parser, ecmaVersion: "latest", sourceType: "module" },
    },
  },
  {
    files: ["dist/**/*.js"],
    // A newer syntax does not even parse.
    languageOptions: { ecmaVersion: 2020, sourceType: "module" },
    linterOptions: { noInlineConfig: true },
    ...chrome80,
    // Vue uses it where it is there.
    settings: { ...chrome80.settings, polyfills: ["trustedTypes"] },
    rules: {
      ...chrome80.rules,
      // Vue hands these on where a program calls them; ours does not, by the rules above.
      "es-x/no-array-prototype-toreversed": "off",
      "es-x/no-array-prototype-tosorted": "off",
      "es-x/no-array-prototype-tospliced": "off",
      // A `detached` of Vue's own, of no ArrayBuffer.
      "es-x/no-arraybuffer-prototype-transfer": "off",
    },
  },
];
