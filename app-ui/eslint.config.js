// What an entry's oldest browser lacks (entries.js) is refused here: in our sources, and in what is built of them and of the libraries.
// (CSS: lint/web-view.js. Types are vue-tsc's, formatting is nobody's quarrel.)
import compat from "eslint-plugin-compat";
import esx from "eslint-plugin-es-x";
import vue from "eslint-plugin-vue";
import typescript from "typescript-eslint";
import { OFFICE, PHONE } from "./entries.js";

/** What no browser of that version knows. `aggressive`: a method counts by its name, whatever it is called on. Iterators' new methods
 * have the names of arrays' old ones, so there a name tells nothing; in sources TypeScript's `lib: ES2020` refuses them. */
function lackedBy({ oldest }, edition) {
  const newer = Object.fromEntries(
    Object.entries(esx.configs[`flat/restrict-to-es${edition}`].rules).filter(([name]) => !name.includes("no-iterator-prototype-")),
  );
  return {
    plugins: { compat, "es-x": esx },
    rules: { ...newer, "compat/compat": "error" },
    settings: { "es-x": { aggressive: true }, browsers: [`Chrome ${oldest}`] },
  };
}
const chrome80 = lackedBy(PHONE, 2020);
const chrome86 = lackedBy(OFFICE, 2021);

// Syntax is vite's to lower in what is written here; the built script shows whether it did.
const lowered = Object.fromEntries(
  Object.keys(chrome80.rules)
    .filter((name) => /no-(class-|logical-assignment|numeric-separators|private-in|top-level-await)/.test(name))
    .map((name) => [name, "off"]),
);

/** Scripts and components of some folders. */
function written(folders, beside, lacked, more = {}) {
  const of = (ending) => folders.map((folder) => `${folder}/**/*.${ending}`);
  return [
    {
      files: [...of("ts"), ...of("vue")],
      // Tests and tools run in Node.
      ignores: ["**/*.test.ts", "**/testing.ts", ...beside],
      languageOptions: { parser: typescript.parser, ecmaVersion: "latest", sourceType: "module" },
      ...lacked,
      rules: { ...lacked.rules, ...lowered, ...more },
    },
    {
      files: of("vue"),
      plugins: { ...lacked.plugins, vue },
      processor: vue.processors[".vue"],
      languageOptions: { parser: vueParser, parserOptions: { parser: typescript.parser, ecmaVersion: "latest", sourceType: "module" } },
    },
  ];
}
const vueParser = (await import("vue-eslint-parser")).default;

/** What is built parses as that edition, whatever its comments allow. */
function built({ name }, edition, lacked, more = {}, whereThere = []) {
  return {
    files: [`dist/${name}/**/*.js`],
    languageOptions: { ecmaVersion: edition, sourceType: "module" },
    linterOptions: { noInlineConfig: true },
    ...lacked,
    // Vue uses it where it is there; so do other libraries, with what is theirs.
    settings: { ...lacked.settings, polyfills: ["trustedTypes", ...whereThere] },
    rules: {
      ...lacked.rules,
      // Vue hands these on where a program calls them; ours does not, by the rules above.
      "es-x/no-array-prototype-toreversed": "off",
      "es-x/no-array-prototype-tosorted": "off",
      "es-x/no-array-prototype-tospliced": "off",
      // A `detached` of Vue's own, of no ArrayBuffer.
      "es-x/no-arraybuffer-prototype-transfer": "off",
      ...more,
    },
  };
}

const ASKING = "src/office/server.ts is the only caller: await ask((client) => client.GET(…)).";
const asksTheServer = {
  "no-restricted-globals": ["error", ...["fetch", "XMLHttpRequest", "EventSource", "WebSocket"].map((name) => ({ name, message: ASKING }))],
  "no-restricted-properties": ["error", ...["window", "globalThis", "self"].map((object) => ({ object, property: "fetch", message: ASKING }))],
};

export default [
  { ignores: ["node_modules", "**/generated"] },
  ...written(["src"], ["src/office/**"], chrome80),
  ...written(["src/office"], ["src/office/server.ts"], chrome86, asksTheServer),
  { ...written(["src/office"], [], chrome86)[0], files: ["src/office/server.ts"] },
  // Styles in markup are what the console's content security policy refuses.
  { files: ["src/office/**/*.vue", "src/shared/**/*.vue"], plugins: { vue }, rules: { "vue/no-static-inline-styles": ["error", { allowBinding: true }] } },
  built(PHONE, 2020, chrome80),
  built(
    OFFICE,
    2021,
    chrome86,
    // A `resize` of Element's own, and of ECharts', of no ArrayBuffer; a `union` of ECharts' rectangles, of no sets.
    { "es-x/no-resizable-and-growable-arraybuffers": "off", "es-x/no-set-prototype-union": "off" },
    ["navigator.userAgentData", "navigator.userAgentData()"],
  ),
];
