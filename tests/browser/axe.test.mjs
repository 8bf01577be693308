import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { scene, typeIn } from "./world.mjs";
import { placesOf, plant, settled, visit } from "./places.mjs";

const AXE = readFileSync(new URL("../../app-ui/node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
/** Desks that together come to every place, each in two windows that share its places. */
const DESKS = ["county_office", "town_office", "administrator"];

/** What axe finds, by rule and place: of light everything, of dark what is read on it. */
async function faultsOf(page) {
  const found = [];
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, colorScheme);
    await settled(page);
    found.push(
      ...(await page.evaluate(async (theme) => {
        const only = theme === "dark" ? { runOnly: ["color-contrast", "link-in-text-block"] } : {};
        const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], ...only });
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${theme}: ${id}: ${html.slice(0, 200)}`));
      }, colorScheme)),
    );
  }
  return found;
}

scene("axe finds no fault on any screen, in light and in dark", async (world) => {
  const at = await plant(world);
  const faults = [];
  const been = new Set();
  for (const role of DESKS) {
    const places = placesOf(role, at, world.planted).filter(({ name }) => !been.has(name));
    for (const { name } of places) been.add(name);
    if (places.length === 0) continue;
    await Promise.all(
      [0, 1].map(async (half) => {
        const page = await world.open();
        await page.context().addInitScript(AXE);
        await page.reload();
        await typeIn(page, world.desks(role)[0]);
        await page.locator("nav.sections").waitFor({ state: "attached" });
        for (const place of places.filter((_, number) => number % 2 === half)) {
          await visit(world, page, place);
          for (const fault of await faultsOf(page)) faults.push(`${role} ${place.name} ${fault}`);
        }
        await page.context().close();
      }),
    );
  }
  assert.deepEqual(faults, []);
});
