// Every screen of the console as PNG, at 1440×900, 1280×800 and 1024×768, and the larger one in English, dark, and with large type: cargo xtask screens --office.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
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
const [only = ""] = process.argv.slice(2);
const folder = place("CUNJI_SCREENS");
mkdirSync(folder, { recursive: true });

const world = await World.begin();
let pictures = 0;
const complaints = [];
try {
  const keep = async (page, name) => {
    if (!name.includes(only)) return;
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: join(folder, `${name}.png`) });
    pictures += 1;
  };
  for (const { name: look, ...worn } of LOOKS) {
    const outside = await world.open(worn);
    await outside.locator("form.sign-in").waitFor();
    await keep(outside, `sign-in-${look}`);
    await outside.context().close();
    for (const role of ROLES) {
      const [desk] = world.desks(role);
      const page = await world.sit(desk, worn);
      await keep(page, `${role}-home-${look}`);
      const links = await page.locator("nav.sections a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      for (const link of links) {
        const path = link.replace(/^.*#/, "");
        await world.go(page, path);
        await keep(page, `${role}${path.replace(/\W+/g, "-")}-${look}`);
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
