import assert from "node:assert/strict";
import { join } from "node:path";
import { call, pagesOnPaper, scene, until, window } from "./world.mjs";

/** What a picture says, as it lies on the paper, by the reader of the phone's camera. */
async function scanned(world, picture) {
  const path = join(world.folder, "picture.png");
  await picture.screenshot({ path });
  return await world.ask({ scan: { picture: path } });
}

scene("what a printed card says is what it shows beside, and a phone enrols by it", async (world) => {
  const [clerk] = world.desks("town_office");
  const at = `/console/v1/divisions/${clerk.division}`;
  const page = await world.sit(clerk, { deviceScaleFactor: 2 });
  const { said: enrolled } = await call(page, "GET", `${at}/training/people?state=enrolled&limit=3`);
  for (const { id } of enrolled.items) {
    const { said: person } = await call(page, "GET", `${at}/people/${id}`);
    for (const device of person.devices.filter(({ revoked_at: revoked }) => revoked === null)) {
      assert.equal((await call(page, "POST", `${at}/devices/${device.id}/revocation`, { reason: "丢了" })).status, 204);
    }
  }
  await world.go(page, "/training");
  await page.locator(".in").waitFor();
  await page.locator("button.filled", { hasText: "打印注册卡" }).click();
  await page.locator(".el-dialog .one").first().waitFor();
  await page.emulateMedia({ media: "print" });
  const cards = await page.locator(".el-dialog .one").all();
  assert.ok(cards.length >= enrolled.items.length, `${cards.length} cards`);
  const said = new Map();
  for (const card of cards) {
    const code = (await card.locator(".code").textContent()).trim();
    const [install, enrol] = await card.locator("img").all();
    assert.equal(await scanned(world, install), `${world.url}/install`);
    const link = await scanned(world, enrol);
    assert.ok(link.includes(code) && link.includes(encodeURIComponent(world.url)), `${link} beside ${code}`);
    said.set((await card.locator(".of").textContent()).trim(), link);
  }
  assert.equal(new Set(said.values()).size, cards.length, "each card has a code of its own");

  const [lost] = enrolled.items;
  const [, link] = [...said].find(([name]) => name.includes(lost.name));
  assert.deepEqual(await world.phone(lost.id)({ enrol: { card: link } }), { person: lost.id });
  await until(async () => (await call(page, "GET", `${at}/training/people?state=enrolled`)).said.items.some(({ id }) => id === lost.id));
});

scene("the list says by itself who is in, and a card is shown once", async (world) => {
  const [clerk] = world.desks("town_office");
  const at = `/console/v1/divisions/${clerk.division}`;
  const page = await world.sit(clerk);
  // Where a list was unfolded before, Element leaves a box behind, which must take no paper.
  await world.go(page, "/account");
  await world.go(page, "/training");
  await page.locator(".in").waitFor();
  const before = (await call(page, "GET", `${at}/training`)).said.whole;
  assert.ok(before.enrolled > 0, "the fixture's phones are enrolled");

  // Somebody's phones are revoked at another desk: nobody asks this page for anything.
  const { said: enrolled } = await call(page, "GET", `${at}/training/people?state=enrolled&limit=1`);
  const [lost] = enrolled.items;
  const { said: person } = await call(page, "GET", `${at}/people/${lost.id}`);
  for (const device of person.devices.filter(({ revoked_at: revoked }) => revoked === null)) {
    assert.equal((await call(page, "POST", `${at}/devices/${device.id}/revocation`, { reason: "丢了" })).status, 204);
  }
  await page.waitForFunction((count) => document.querySelector(".in")?.textContent?.includes(`注册好了 ${count} 人`), before.enrolled - 1);

  await page.evaluate(() => void (globalThis.print = () => void (document.title = "printed")));
  await page.locator("button.filled", { hasText: "打印注册卡" }).click();
  const card = page.locator(".el-dialog .one", { hasText: lost.name }).first();
  await card.waitFor();
  const code = (await card.locator(".code").textContent()).trim();
  assert.match(code, /^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
  for (const picture of await card.locator("img").all()) assert.ok(await picture.evaluate((img) => img.complete && img.naturalWidth > 0), "a picture is not drawn");
  await page.locator(".el-dialog button", { hasText: "打印" }).first().click();
  assert.equal(await page.title(), "printed");
  const pages = await pagesOnPaper(page);
  const cards = await page.locator(".el-dialog .one").count();
  assert.equal(pages, Math.ceil(cards / 8), `${cards} cards`);

  await page.locator(".el-dialog [name=printed]").check();
  await page.locator(".el-dialog button", { hasText: "关上" }).click();
  await page.locator(".el-dialog").waitFor({ state: "detached" });
  assert.ok(!(await page.content()).includes(code), "a code that was closed is nowhere on the page");
  const { said: invited } = await call(page, "GET", `${at}/training/people?state=invited`);
  assert.ok(invited.items.some(({ id }) => id === lost.id));
});

scene("a phone without scripts reads the page for installing, signed in or not", async (world) => {
  const phone = await window(world.browser, { width: 360, height: 640, javaScriptEnabled: false });
  await phone.goto(`${world.url}/install`);
  assert.match(await phone.locator("h1").first().textContent(), /这里还没有安装包/);
  const size = await phone.locator("body").boundingBox();
  assert.ok(size.width <= 360, `it is ${size.width} px wide`);
  await phone.context().close();
});
