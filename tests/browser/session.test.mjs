import assert from "node:assert/strict";
import { call, scene, typeIn } from "./world.mjs";

const TYPED = "和前一天的说法对不上:渠是上周通的,请说明哪天去的。";

scene("a session that ends in the middle of a comment loses nothing that was typed", async (world) => {
  const [clerk] = world.desks("town_office");
  const page = await world.sit(clerk);
  await world.go(page, "/review");
  await page.locator(".judge .flag:not([disabled])").waitFor();
  const { said: queue } = await call(page, "GET", `/console/v1/divisions/${clerk.division}/reviews?level=town&limit=1`);
  const [item] = queue.items;
  await page.keyboard.press("f");
  const words = page.locator(".el-dialog textarea");
  await words.fill(TYPED);

  // Longer than a browser may lie unused.
  await world.pass(3 * 3600);
  await page.locator(".el-dialog .send").click();
  await page.locator("form.sign-in").waitFor();
  assert.equal((await call(page, "GET", "/console/v1/session")).status, 401);
  await typeIn(page, clerk);
  await page.locator("form.sign-in").waitFor({ state: "detached" });
  // The call is made once more by itself: the diary goes, and the next one comes.
  await page.waitForFunction((waiting) => document.querySelector(".waiting")?.textContent?.includes(String(waiting)), queue.totals.waiting - 1);
  const shown = await call(page, "GET", `/console/v1/divisions/${item.space}/reviews/${item.record}`);
  assert.deepEqual(shown.said.said.map((word) => [word.state, word.reason]), [["flagged", TYPED]]);
});

scene("what was typed outlives a page that is loaded anew without a session", async (world) => {
  const [clerk] = world.desks("town_office");
  const page = await world.sit(clerk);
  await world.go(page, "/review");
  await page.locator(".judge .flag:not([disabled])").waitFor();
  await page.keyboard.press("f");
  await page.locator(".el-dialog textarea").fill(TYPED);
  await world.pass(3 * 3600);
  await page.reload();
  await typeIn(page, clerk);
  await page.locator(".judge .flag:not([disabled])").waitFor();
  await page.keyboard.press("f");
  const words = page.locator(".el-dialog textarea");
  await words.waitFor();
  assert.equal(await words.inputValue(), TYPED);
});
