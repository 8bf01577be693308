// How long the console takes in Chromium, as JSON: node first_paint.mjs URL LOGIN PASSWORD. For `cargo xtask bench`.

import { launch, typeIn, window } from "./world.mjs";

const TIMES = 5;
const [url, login, password] = process.argv.slice(2);
const middle = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const ready = (page) => page.locator(".judge .accept:not([disabled])").waitFor();

const browser = await launch();
const [paints, firsts, nexts] = [[], [], []];
for (let times = 0; times < TIMES; times += 1) {
  // A browser of its own, with nothing kept.
  const page = await window(browser);
  await page.goto(`${url}/office/#/review`);
  await page.locator("form.sign-in").waitFor();
  paints.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
  let begun = performance.now();
  await typeIn(page, { login, password });
  await ready(page);
  firsts.push(performance.now() - begun);
  const shown = () => page.locator(".list .item.shown").innerText();
  const before = await shown();
  begun = performance.now();
  await page.keyboard.press("j");
  await page.waitForFunction((was) => document.querySelector(".list .item.shown")?.innerText !== was, before, { polling: "raf" });
  await ready(page);
  nexts.push(performance.now() - begun);
  await page.context().close();
}
await browser.close();
process.stdout.write(JSON.stringify({ first_paint: middle(paints), first_diary: middle(firsts), next_diary: middle(nexts) }));
