import assert from "node:assert/strict";
import { call, scene, until } from "./world.mjs";

const JULY = "2017-07-01";
const WHY = "本人在外地抢险,镇里有派工单,先按现有的核定。";

scene("a month is closed step by step; a diary that comes later is correction no. 1 of the next sheet, and the filed figure stays", async (world) => {
  const [clerk] = world.desks("town_office");
  const [village] = world.planted.villages;
  const [first, member, third] = [1, 2, 3].map((place) => `c${village.slice(4)}-${place}`);
  const [secretary, phone] = [world.phone(first), world.phone(member)];
  await secretary("sync");
  await phone("sync");
  await phone({ acknowledge: { month: JULY } });
  await phone("sync");
  await secretary("sync");
  await secretary({ sign: { cadre: member, month: JULY } });
  await secretary("sync");
  // Written on the last day of the month's grace, where there is no line.
  await phone({ diary: { day: "2017-07-31", stay: "village", text: "月底在村里核对台账,晚上住村部。" } });

  let page = await world.sit(clerk);
  const monthOf = async (cadre) => {
    const { said } = await call(page, "GET", `/console/v1/divisions/${village}/months?year=2017&month=7`);
    return said.villages[0].people.find((person) => person.cadre === cadre);
  };
  const { name, signs } = await until(async () => {
    const month = await monthOf(member);
    return month.step === "signed" && month;
  });
  assert.match(signs, /U$/u, "of the last day nothing was heard");
  const days = [...signs].filter((sign) => sign === "R").length;
  const { name: other } = await monthOf(third);
  const rows = (whose) => page.locator("tbody.person", { hasText: whose });
  const sheet = async (month) => {
    await world.go(page, "/home");
    await world.go(page, `/months/${village}?month=${month}`);
    await rows(name).waitFor();
  };

  await sheet("2017-07");
  await rows(name).locator(".chain", { hasText: "本人已确认" }).waitFor();
  await rows(name).getByRole("button", { name: "核定", exact: true }).click();
  await page.getByText(`核定好了:${name}`).waitFor();
  await rows(other).getByRole("button", { name: "先核定" }).click();
  let dialog = page.locator(".el-dialog");
  await dialog.locator("button.filled").click();
  await dialog.getByRole("alert").waitFor();
  await dialog.locator("textarea").fill(WHY);
  await dialog.locator("button.filled").click();
  await dialog.waitFor({ state: "detached" });
  await rows(other).getByText(`核定时说:${WHY}`).waitFor();

  await page.locator(".sheet .close").click();
  await dialog.locator(".go").click();
  await dialog.getByText("归档 2 人,更正 0 条。").waitFor();
  assert.equal(await dialog.locator(".left li").count(), 2, "who was not checked is named");
  await dialog.locator(".main-button").click();
  await rows(name).getByText(`归档:住村 ${days} 天`).waitFor();

  await world.pass(32 * 86_400);
  await page.close();
  page = await world.sit(clerk);
  dialog = page.locator(".el-dialog");
  await phone("sync");
  await until(async () => (await monthOf(member)).step === "filed_and_changed");
  await sheet("2017-07");
  await rows(name).getByText(`现在 ${days + 1}`).waitFor();
  await rows(name).getByText(`归档:住村 ${days} 天`).waitFor();
  await rows(name).getByText("已归档的数不动").waitFor();

  await sheet("2017-08");
  await page.locator(".sheet .close").click();
  await dialog.locator(".go").click();
  await dialog.getByText("归档 0 人,更正 1 条。").waitFor();
  await dialog.locator(".main-button").click();
  await sheet("2017-07");
  await rows(name).getByText(`1 号更正,记在 2017年8月的表上(迟到的记录):住村 ${days + 1} 天`).waitFor();
  await rows(name).getByText("07-31 待确认→住村").waitFor();
  await rows(name).getByText(`归档:住村 ${days} 天`).waitFor();
  assert.equal((await rows(name).locator("td.figure").first().innerText()).split("\n")[0].trim(), String(days));

  await phone("sync");
  const { filed } = await phone({ month: { month: JULY } });
  assert.deepEqual([filed.number, filed.resident], [1, days + 1], "its person sees it, too");
});
