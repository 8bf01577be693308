// Refuses CSS that an entry's oldest browser does not know (entries.js), by MDN's compatibility data: in all that was built, so in our
// style sheets and in those of the libraries that came along. `npm run build` first.
//
// A browser passes over what it does not know, so a newer value is allowed where an older one of the same property stands before it in
// the same rule, and anything within @supports.
import bcd from "@mdn/browser-compat-data" with { type: "json" };
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import postcss from "postcss";
import { ENTRIES, PHONE } from "../entries.js";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

/** Why the oldest browser lacks a feature, or nothing if it has it or nobody knows. */
function lacks(feature, oldest) {
  const said = feature?.__compat?.support?.webview_android ?? feature?.__compat?.support?.chrome_android;
  if (!said || said === "mirror") return null;
  const plain = (Array.isArray(said) ? said : [said]).filter((one) => !one.flags && !one.prefix && !one.alternative_name);
  const first = Math.min(...plain.map((one) => since(one.version_added)));
  if (first === Infinity) return "no version knows it";
  return first > oldest ? `since ${first}` : null;
}

/** "≤37" is a version that surely had it; `false`, `null` and "preview" are none that is out. */
function since(version) {
  return version === true ? 0 : Number.parseFloat(String(version).replace("≤", "")) || Infinity;
}

const COLOURS = ["color", "color-mix", "hwb", "lab", "lch", "light-dark", "oklab", "oklch"];

/** What may stand, since without it a page is as usable. */
const HARMLESS = [
  // The ring around what has the focus is then there after a touch, too.
  ":focus:not(:focus-visible): :focus-visible",
  // Element's: a bar that it hides in the older way too.
  ".el-scrollbar__wrap--hidden-default { scrollbar-width: none }",
  // Vant's: a long word is then broken as the language has it.
  ".van-multi-ellipsis--l2 { line-break: anywhere }",
  ".van-multi-ellipsis--l3 { line-break: anywhere }",
];

/** What in a value is too new. */
function newInValue(property, value, oldest) {
  const found = [];
  if (oldest < 108 && /\d(d|s|l)v[hwib]\b|\d(dvmin|dvmax)\b/.test(value)) found.push("dynamic viewport units, since 108");
  if (/(^|[^-\w])(min|max|clamp)\(/.test(value)) found.push(...clampLacks(oldest));
  for (const name of COLOURS) {
    const why = new RegExp(`(^|[^-\\w])${name}\\(`).test(value) && lacks(bcd.css.types.color[name], oldest);
    if (why) found.push(`${name}(), ${why}`);
  }
  for (const word of value.toLowerCase().match(/[a-z][a-z-]+/g) ?? []) {
    const why = lacks(bcd.css.properties[property]?.[word], oldest);
    if (why) found.push(`value ${word}, ${why}`);
  }
  return found;
}

function clampLacks(oldest) {
  const why = lacks(bcd.css.types.clamp, oldest);
  return why ? [`min(), max(), clamp(), ${why}`] : [];
}

/** Every fault of a style sheet, as sentences. */
export function faults(css, oldest = PHONE.oldest) {
  const told = [];
  postcss.parse(css).walk((node) => {
    for (let above = node.parent; above; above = above.parent) {
      if (above.type === "atrule" && above.name === "supports") return;
    }
    if (node.type === "atrule") {
      const why = lacks(bcd.css["at-rules"][node.name], oldest);
      if (why) told.push(`@${node.name}, ${why}`);
    } else if (node.type === "rule") {
      for (const [, name] of node.selector.matchAll(/:{1,2}([a-z-]+)/g)) {
        const why = lacks(bcd.css.selectors[name], oldest);
        if (why) told.push(`${node.selector}: :${name}, ${why}`);
      }
      if (node.selector.includes("&") || node.nodes.some((inner) => inner.type === "rule")) told.push(`${node.selector}: nesting, since 120`);
    } else if (node.type === "decl" && !node.prop.startsWith("--")) {
      told.push(...ofDeclaration(node, oldest).map((fault) => `${node.parent.selector ?? node.parent.name} { ${node.prop}: ${node.value} }: ${fault}`));
    }
  });
  return told.filter((fault) => !HARMLESS.some((harmless) => fault.startsWith(harmless)));
}

function ofDeclaration(node, oldest) {
  // What stands in `@page` and its like is known to them, not to elements.
  const { type, name } = node.parent;
  const known = (type === "atrule" && bcd.css["at-rules"][name]?.[node.prop]) || bcd.css.properties[node.prop];
  const why = lacks(known, oldest);
  if (why) return [`property ${node.prop}, ${why}`];
  const beside = node.parent.nodes.filter((one) => one.type === "decl");
  const flex = beside.some((one) => one.prop === "display" && /flex/.test(one.value));
  if (oldest < 84 && flex && /^(row-|column-)?gap$/.test(node.prop)) return ["gap in a flex box, since 84: use margins, or a grid"];
  const older = beside.slice(0, beside.indexOf(node)).some((one) => one.prop === node.prop && newInValue(one.prop, one.value, oldest).length === 0);
  return older ? [] : newInValue(node.prop, node.value, oldest);
}

function styleSheets(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".css"))
    .map((entry) => join(entry.parentPath, entry.name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let count = 0;
  for (const { name, oldest } of ENTRIES) {
    const sheets = styleSheets(join(dist, name));
    if (sheets.length === 0) {
      console.error(`dist/${name} holds no style sheet: npm run build first`);
      process.exit(1);
    }
    for (const sheet of sheets) {
      for (const fault of faults(readFileSync(sheet, "utf8"), oldest)) {
        console.error(`${relative(dist, sheet)}: ${fault} (Chrome ${oldest})`);
        count += 1;
      }
    }
  }
  if (count > 0) {
    console.error(`${count} that the oldest browser of its entry does not know`);
    process.exit(1);
  }
}
