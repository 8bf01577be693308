// Every place of the console with its dialogs as PNG, at 1440×900, 1280×800 and 1024×768, and the largest in English, dark, with large type, and what is
// printed as it comes on paper: cargo xtask screens --office.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { placesOf, plant, visit } from "./places.mjs";
import { World, place } from "./world.mjs";

const LARGE = { width: 1440, height: 900 };
const LOOKS = [
  { name: "1440", ...LARGE },
  { name: "1280", width: 1280, height: 800 },
  { name: "1024", width: 1024, height: 768 },
  { name: "en", ...LARGE, locale: "en-GB" },
  { name: "dark", ...LARGE, colorScheme: "dark" },
  { name: "large-type", ...LARGE, chosen: { type: "large" } },
];
const ROLES = ["town_office", "county_office", "city_office", "administrator"];
/** Of pictures whose names contain something, or of all. */
const [only = ""] = process.argv.slice(2);
const folder = place("CUNJI_SCREENS");
mkdirSync(folder, { recursive: true });

const world = await World.begin();
let pictures = 0;
const complaints = [];
try {
  const at = await plant(world);
  for (const { name: look, ...worn } of LOOKS) {
    const outside = `sign-in-${look}`;
    if (outside.includes(only)) {
      const page = await world.open(worn);
      await page.locator("form.sign-in").waitFor();
      await page.screenshot({ path: join(folder, `${outside}.png`) });
      await page.context().close();
    }
    for (const role of ROLES) {
      const places = placesOf(role, at, world.planted).map((shown) => ({ ...shown, file: `${role}-${shown.name}-${look}` }));
      const wanted = places.filter(({ file }) => file.includes(only));
      if (wanted.length === 0) continue;
      const page = await world.sit(world.desks(role)[0], worn);
      for (const shown of wanted) {
        await visit(world, page, shown);
        await page.screenshot({ path: join(folder, `${shown.file}.png`) });
        pictures += 1;
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
        if (beyond > 0) complaints.push(`${shown.file} is ${beyond} px wider than the window`);
        const endless = await page.evaluate(() => [...document.querySelectorAll("*")].find((part) => part.clientHeight > 1_000_000)?.className);
        if (endless !== undefined) complaints.push(`${shown.file} has something of a million px and more: ${endless}`);
        if (!shown.printed || look !== "1440") continue;
        await page.emulateMedia({ media: "print" });
        await page.screenshot({ path: join(folder, `${shown.file}-print.png`), fullPage: true });
        await page.emulateMedia({ media: null });
      }
      complaints.push(...page.complaints);
      await page.context().close();
    }
  }
} finally {
  await world.end();
}
console.error(`${pictures} pictures in ${folder}`);
if (complaints.length > 0) throw new Error(`the browser complained: ${complaints.join("\n")}`);
