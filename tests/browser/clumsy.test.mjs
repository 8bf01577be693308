import assert from "node:assert/strict";
import { call, scene, until, writes } from "./world.mjs";

const TYPED = "和前一天的说法对不上:渠是上周通的。";

/** The queue of a clerk's town as the server has it. */
async function queueOf(page, { division }) {
  const { said } = await call(page, "GET", `/console/v1/divisions/${division}/reviews?level=town&limit=3`);
  return said;
}

/** Waits until the screen counts so many that wait. */
const counted = (page, waiting) => page.waitForFunction((left) => document.querySelector(".list .waiting")?.textContent?.trim() === `待审 ${left}`, waiting);
const ready = (page) => page.locator(".judge .accept:not([disabled])").waitFor();

scene("two clicks on one button, or two strokes of one key, judge one diary", async (world) => {
  const [clerk] = world.desks("town_office");
  const page = await world.sit(clerk);
  await world.go(page, "/review");
  await ready(page);
  const before = await queueOf(page, clerk);
  const judged = writes(page);
  await page.locator(".judge .accept").dblclick({ delay: 10 });
  await counted(page, before.totals.waiting - 1);
  await ready(page);
  await until(async () => (await queueOf(page, clerk)).totals.accepted === before.totals.accepted + 1);

  await page.reload();
  await ready(page);
  // A key that bounces: nobody has seen the second one yet.
  await page.keyboard.press("a");
  await page.keyboard.press("a");
  await counted(page, before.totals.waiting - 2);
  await ready(page);
  const after = await until(async () => {
    const queue = await queueOf(page, clerk);
    return queue.totals.accepted === before.totals.accepted + 2 && queue;
  });
  assert.equal(after.totals.waiting, before.totals.waiting - 2);
  assert.deepEqual(judged, before.items.slice(0, 2).map(({ space, record }) => `/console/v1/divisions/${space}/reviews/${record}`));
  assert.equal(after.items[0].record, before.items[2].record);
});

scene("the way back out of a dialog, and a page that is loaded anew, lose nothing that was typed and write nothing", async (world) => {
  const [clerk] = world.desks("town_office");
  const page = await world.sit(clerk);
  await world.go(page, "/problems");
  await page.locator("ol li").first().waitFor();
  await world.go(page, "/review");
  await ready(page);
  const before = await queueOf(page, clerk);
  const written = writes(page);
  await page.keyboard.press("r");
  const dialog = page.locator(".el-dialog");
  const cause = dialog.getByRole("button", { name: "日子写错了" });
  await cause.click();
  await dialog.locator("textarea").fill(TYPED);
  await page.goBack();
  await page.locator("ol li").first().waitFor();
  assert.equal(await dialog.count(), 0, "the dialog is gone with its screen");
  await page.goForward();
  await ready(page);
  const typed = async () => {
    await page.keyboard.press("r");
    await dialog.locator("textarea").waitFor();
    assert.equal(await dialog.locator("textarea").inputValue(), TYPED);
    assert.equal(await cause.getAttribute("aria-pressed"), "true");
  };
  await typed();
  await page.reload();
  await ready(page);
  await typed();
  assert.deepEqual(written, []);

  // Sent while the page goes: it is done once or not at all, and the screen says which.
  await dialog.locator(".send").click();
  await page.reload();
  await ready(page);
  const now = await queueOf(page, clerk);
  await counted(page, now.totals.waiting);
  assert.ok(before.totals.waiting - now.totals.waiting <= 1);
  assert.equal(now.totals.returned - before.totals.returned, before.totals.waiting - now.totals.waiting);
});

scene("a form that is left half filled in is as it was, and two clicks send it once", async (world) => {
  const [clerk] = world.desks("town_office");
  const page = await world.sit(clerk);
  await world.go(page, "/review");
  await ready(page);
  await world.go(page, "/problems");
  const first = page.locator("ol li").first();
  await first.getByRole("button").click();
  const desk = page.locator("article.problem");
  const answer = desk.getByRole("button", { name: "答复", exact: true });
  await answer.click();
  await desk.locator("textarea").fill(TYPED);
  await page.goBack();
  await ready(page);
  await page.goForward();
  const again = async () => {
    await first.getByRole("button").click();
    await desk.locator("textarea").waitFor();
    assert.equal(await desk.locator("textarea").inputValue(), TYPED);
    assert.equal(await answer.getAttribute("aria-pressed"), "true");
  };
  await again();
  await page.reload();
  await again();
  const sent = writes(page);
  await desk.locator(".send").dblclick({ delay: 10 });
  await page.locator(".sent").waitFor();
  await desk.locator(".tag", { hasText: "已答复" }).waitFor();
  assert.equal(sent.length, 1);
});
