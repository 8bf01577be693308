import assert from "node:assert/strict";
import { call, scene, until } from "./world.mjs";

const REASON = "走访写的是二组,晚上住在哪没有写清,请补一句。";

scene("a diary comes from a phone, is given back with a cause, mended, and accepted; phone and desk tell the same", async (world) => {
  const [clerk] = world.desks("town_office");
  const [village] = world.planted.villages;
  const day = world.day();
  const inWords = `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
  const phone = world.phone(`c${village.slice(4)}-2`);
  const { record } = await phone({ diary: { day, stay: "home", text: "上午到二组走访三户,下午整理台账。" } });
  await phone("sync");

  const page = await world.sit(clerk);
  const waiting = async () => {
    const { said } = await call(page, "GET", `/console/v1/divisions/${village}/reviews?level=town&limit=100`);
    return said.items.find((item) => item.record === record);
  };
  await until(waiting);
  const open = async () => {
    await world.go(page, "/home");
    await world.go(page, `/review?division=${village}`);
    await page.locator(".list .item .open", { hasText: inWords }).click();
    await page.locator("article h1", { hasText: inWords }).waitFor();
  };
  await open();
  await page.locator("article", { hasText: "上午到二组走访三户" }).waitFor();
  await page.locator(".judge .back:not([disabled])").click();
  const dialog = page.locator(".el-dialog");
  await dialog.getByRole("button", { name: "住在哪和别的记录对不上" }).click();
  await dialog.locator("textarea").fill(REASON);
  await dialog.locator(".send").click();
  await dialog.waitFor({ state: "detached" });
  await until(async () => (await waiting()) === undefined);

  await phone("sync");
  const [judged] = await phone("judged");
  assert.deepEqual([judged.day, judged.said, judged.level, judged.reason], [day, "returned", "town", REASON]);
  assert.deepEqual([judged.cause.code, judged.cause.zh], ["stay_differs", "住在哪和别的记录对不上"]);
  await phone({ diary: { day, stay: "village", text: "上午到二组走访三户,下午整理台账。晚上住在村部。" } });
  assert.deepEqual(await phone("judged"), [], "what was mended waits for a new word");
  await phone("sync");
  await until(waiting);

  await open();
  await page.locator("article", { hasText: "晚上住在村部" }).waitFor();
  await page.locator(".reasons", { hasText: REASON }).waitFor();
  await page.locator(".judge .accept:not([disabled])").click();
  await until(async () => (await waiting()) === undefined);
  await phone("sync");
  assert.deepEqual(await phone("judged"), []);
  const { words } = await phone({ day: { day } });
  const reviews = words.filter(({ kind }) => kind === "review").map(({ says, office, counts }) => [says, office, counts]);
  assert.deepEqual(reviews.at(-1), ["accepted", "town", true]);

  // All of it stands on the page of the diary.
  await world.go(page, `/review/${village}/${record}`);
  const said = page.locator(".reasons section", { hasText: "审核过的" }).locator(".remark");
  await said.filter({ hasText: "通过" }).waitFor();
  const told = (await said.allInnerTexts()).map((text) => text.replaceAll(/\s+/gu, " "));
  assert.equal(told.length, 2);
  const returned = told.find((text) => text.startsWith("退回"));
  for (const part of ["镇办公室", "住在哪和别的记录对不上", REASON, "说的是改以前的"]) assert.ok(returned.includes(part), `${part}: ${returned}`);
  assert.ok(!told.find((text) => text.startsWith("通过")).includes("说的是改以前的"));
});
