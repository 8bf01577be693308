// A clerk's morning: whatever waits in a town goes through one pair of hands, by keys alone; how long each step took, from the key to the
// next diary shown, and what it cost the tab. cargo xtask browser --morning

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { World, call, place } from "./world.mjs";

/** So many of the plain ones are opened and read; the others go together, unread. */
const READ_OF_PLAIN = 100;
/** Nobody judges what they have not looked at for so long. */
const GLANCE_MS = 250;
/** Of the odd ones every second is returned. */
const RETURN_EVERY = 2;

const folder = place("CUNJI_PICTURES");
mkdirSync(folder, { recursive: true });
const picture = (page, name) => page.screenshot({ path: join(folder, `morning-${name}.png`) });

const quantile = (times, part) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))];
const mb = (bytes) => `${(bytes / 1_048_576).toFixed(1)} MB`;

/** Whose day is shown, once all of it is there. */
const shownNow = () => {
  const ready = document.querySelector(".judge .accept:not([disabled])");
  const article = document.querySelector("section.page article");
  return ready && article ? `${document.querySelector("section.page").getAttribute("aria-label")} · ${article.querySelector(".line").textContent.trim().split(" · ")[0]}` : null;
};

async function memory(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.enable");
  await devtools.send("HeapProfiler.collectGarbage");
  await devtools.send("Performance.enable");
  const { metrics } = await devtools.send("Performance.getMetrics");
  await devtools.detach();
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  return { heap: of("JSHeapUsedSize"), nodes: of("Nodes"), listeners: of("JSEventListeners") };
}

/** Everything that waits, in the order in which it is shown. */
async function queue(page, division) {
  const items = [];
  for (let after = ""; after !== null; ) {
    const { said } = await call(page, "GET", `/console/v1/divisions/${division}/reviews?level=town&limit=100${after === "" ? "" : `&after=${encodeURIComponent(after)}`}`);
    items.push(...said.items);
    after = said.next ?? null;
  }
  return items;
}

const world = await World.begin();
try {
  const [clerk] = world.desks("town_office");
  const page = await world.sit(clerk);
  await page.evaluate(() => addEventListener("keydown", () => (window.pressedAt = performance.now()), true));
  await page.evaluate(`window.shownNow = ${shownNow}`);
  const waiting = await queue(page, clerk.division);
  const nameOf = ({ cadre, day, village }) => `${cadre} · ${Number(day.slice(5, 7))}月${Number(day.slice(8))}日 · ${village}`;
  const known = new Map(waiting.map((item) => [nameOf(item), item]));
  const inTown = world.planted.odd.filter(({ space }) => space.startsWith(clerk.division));
  const planted = inTown.filter(({ record }) => waiting.some((item) => item.record === record));
  // The policy accepts by long silence whatever it is, unread and said so: nothing else may have taken an oddity from the clerk.
  for (const { space, record } of inTown.filter((odd) => !planted.includes(odd))) {
    const { said } = await call(page, "GET", `/console/v1/divisions/${space}/reviews/${record}`);
    const words = said.said.filter(({ level }) => level === "town").map(({ state, read }) => [state, read]);
    if (JSON.stringify(words) !== '[["accepted",false]]') throw new Error(`${record} waits no more, and not by silence: ${JSON.stringify(words)}`);
  }

  await world.go(page, "/review");
  await page.waitForFunction(shownNow);
  const before = await memory(page);
  await picture(page, "1-begin");

  const times = { accept: [], return: [], next: [] };
  /** Presses a key and waits for the next diary; the time is the browser's own. */
  async function step(what, keys) {
    const was = await page.evaluate(shownNow);
    await page.waitForTimeout(GLANCE_MS);
    await page.keyboard.press(keys);
    const took = await page.waitForFunction(
      (label) => {
        const now = window.shownNow();
        const done = document.querySelector("section.page .done");
        return (now !== null && now !== label) || done ? performance.now() - window.pressedAt : false;
      },
      was,
      { polling: "raf" },
    );
    times[what].push(await took.jsonValue());
  }
  const current = async () => {
    const label = await page.evaluate(shownNow);
    const item = known.get(label);
    if (item === undefined) throw new Error(`${label} is shown, and did not wait`);
    return item;
  };

  const seen = { all: new Set(), odd: new Set() };
  let [returned, read, picked, pictured] = [0, 0, 0, false];
  const begun = performance.now();
  const handled = () => seen.all.size;
  for (let item = await current(); handled() < waiting.length; item = await current()) {
    seen.all.add(item.record);
    if (item.odd > 0) seen.odd.add(item.record);
    if (item.odd > 0 && !pictured) {
      await picture(page, "2-odd");
      pictured = true;
    }
    const plain = !item.must_be_read;
    if (plain && read === READ_OF_PLAIN) {
      // No hints, and not picked by chance: what is left of these goes together.
      await page.keyboard.press("x");
      picked += 1;
      if (handled() < waiting.length) await step("next", "j");
      continue;
    }
    if (plain) read += 1;
    if (item.odd > 0 && seen.odd.size % RETURN_EVERY === 0) {
      await page.keyboard.press("r");
      // The focus is on the first cause; the words come after the last.
      await page.waitForFunction(() => document.activeElement?.closest(".choices") !== null);
      await page.keyboard.press("Enter");
      while (!(await page.evaluate(() => document.activeElement?.tagName === "TEXTAREA"))) await page.keyboard.press("Tab");
      await page.keyboard.type("请把当天的情况补清楚。");
      if (returned === 0) await picture(page, "3-return");
      await step("return", "Control+Enter");
      returned += 1;
    } else await step("accept", "a");
  }
  const through = performance.now() - begun;
  await picture(page, "4-picked");
  await page.keyboard.press("u");
  await page.waitForFunction(() => document.activeElement?.classList.contains("send"));
  await page.waitForFunction(() => getComputedStyle(document.querySelector(".el-dialog")).opacity === "1" && document.getAnimations().length === 0);
  await picture(page, "5-pile");
  await page.keyboard.press("Enter");
  await page.locator(".said", { hasText: "条通过" }).waitFor();
  const pile = await page.evaluate(() => performance.now() - window.pressedAt);
  await page.locator("section.page .done").waitFor();
  await picture(page, "6-end");
  const after = await memory(page);

  const { said: end } = await call(page, "GET", `/console/v1/divisions/${clerk.division}/reviews?level=town&limit=1`);
  const missed = planted.filter(({ record }) => !seen.odd.has(record));
  const nearby = world.planted.near_misses.filter(({ record }) => seen.odd.has(record)).length;
  const line = (what, all) => `${what}: ${all.length} times, p50 ${quantile(all, 0.5).toFixed(0)} ms, p95 ${quantile(all, 0.95).toFixed(0)} ms, longest ${Math.max(...all).toFixed(0)} ms`;
  console.log(`${waiting.length} diaries waited in ${clerk.division}; ${seen.odd.size} of them had hints, ${planted.length} planted oddities waited there, ${inTown.length - planted.length} more had been accepted by silence, ${nearby} near misses had a hint`);
  console.log(line("accepted", times.accept));
  console.log(line("returned", times.return));
  console.log(line("picked and on to the next", times.next));
  console.log(`the pile of ${picked}: ${pile.toFixed(0)} ms; all of it: ${(through / 1000).toFixed(0)} s of the machine's`);
  console.log(`the tab: ${mb(before.heap)} → ${mb(after.heap)}, ${before.nodes} → ${after.nodes} nodes, ${before.listeners} → ${after.listeners} listeners`);
  console.log(`at the end: ${JSON.stringify(end.totals)}; pictures in ${folder}`);
  if (missed.length > 0) throw new Error(`planted and never put before the clerk: ${JSON.stringify(missed)}`);
  if (page.complaints.length > 0) throw new Error(`the browser complained: ${page.complaints.join("\n")}`);
} finally {
  await world.end();
}
