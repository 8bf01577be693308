import assert from "node:assert/strict";
import { call, pagesOnPaper, scene, until } from "./world.mjs";

const WHY = "本人在外地抢险,镇里有派工单,先按现有的核定。";
/** What a day may be of which nobody has said anything; a night in the village makes each a resident one. */
const SILENT = { unconfirmed: "待确认", rest: "休息", absent: "缺勤" };

/** A member of one of the villages of whom nobody said anything on some day of the month, by what their phones have: the last such day, and what it counts as. */
async function silentOn(world, villages, month) {
  for (const village of villages) {
    const [first, ...members] = [1, 2, 3].map((place) => `c${village.slice(4)}-${place}`);
    for (const member of members) {
      const phone = world.phone(member);
      await phone("sync");
      const { days } = await phone({ month: { month: `${month}-01` } });
      for (const { day, state } of days.filter((one) => one.state in SILENT).reverse()) {
        const { words } = await phone({ day: { day } });
        if (words.length === 0) return { village, first, member, third: members.find((one) => one !== member), late: day, was: SILENT[state] };
      }
    }
  }
  throw new Error(`somebody said something of every day of everybody in ${villages.join(", ")} in ${month}`);
}

scene("a month is closed step by step; a diary that comes later is correction no. 1 of the next sheet, and the filed figure stays", async (world) => {
  const [clerk] = world.desks("town_office");
  // The last month that there is; "2017-07", "2017-08" where the data has a month alone.
  const [year, number] = world.planted.last_day.split("-").map(Number);
  const [month, next] = [number, number + 1].map((one) => `${year}-${String(one).padStart(2, "0")}`);
  const near = world.planted.villages.filter((one) => one.startsWith(clerk.division));
  const { village, first, member, third, late, was } = await silentOn(world, near, month);
  const [secretary, phone] = [world.phone(first), world.phone(member)];
  await secretary("sync");
  await phone({ acknowledge: { month: `${month}-01` } });
  await phone("sync");
  await secretary("sync");
  await secretary({ sign: { cadre: member, month: `${month}-01` } });
  await secretary("sync");
  // Written where there is no line, after the month was acknowledged.
  await phone({ diary: { day: late, stay: "village", text: "在村里核对台账,晚上住村部。" } });

  let page = await world.sit(clerk);
  const team = async () => {
    const { said } = await call(page, "GET", `/console/v1/divisions/${village}/months?year=${year}&month=${number}`);
    return said.villages[0].people;
  };
  const monthOf = async (cadre) => (await team()).find((person) => person.cadre === cadre);
  const { name, signs } = await until(async () => {
    const found = await monthOf(member);
    return found.step === "signed" && found;
  });
  assert.notEqual(signs[Number(late.slice(8)) - 1], "R", "of that day nothing was heard");
  const days = [...signs].filter((sign) => sign === "R").length;
  const { name: other } = await monthOf(third);
  const rows = (whose) => page.locator("tbody.person", { hasText: whose });
  const sheet = async (of) => {
    await world.go(page, "/home");
    await world.go(page, `/months/${village}?month=${of}`);
    await rows(name).waitFor();
  };

  await sheet(month);
  assert.equal(await pagesOnPaper(page), 1, "a village's page is one on paper, with no empty one behind it");
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
  await rows(other).getByText(`先核定:${WHY}`).waitFor();

  await page.locator(".sheet .close").click();
  await dialog.locator(".go").click();
  await dialog.getByText("归档 2 人,更正 0 条。").waitFor();
  const left = (await team()).length - 2;
  assert.equal(await dialog.locator(".left li").count(), left, "who was not checked is named");
  await dialog.locator(".main-button").click();
  const named = page.locator(".left-out .left li");
  await named.nth(left - 1).waitFor();
  assert.equal(await named.count(), left, "and stays named on the page");
  await rows(name).getByText(`归档:住村 ${days} 天`).waitFor();

  await world.pass(32 * 86_400);
  await page.close();
  page = await world.sit(clerk);
  dialog = page.locator(".el-dialog");
  await phone("sync");
  await until(async () => (await monthOf(member)).step === "filed_and_changed");
  await sheet(month);
  await rows(name).getByText(`现在 ${days + 1}`).waitFor();
  await rows(name).getByText(`归档:住村 ${days} 天`).waitFor();
  await rows(name).getByText("已归档的数不动").waitFor();

  await sheet(next);
  await page.locator(".sheet .close").click();
  await dialog.locator(".go").click();
  // Days of others of which nothing was heard may have run out of time meanwhile.
  await dialog.getByText(/归档 0 人,更正 [1-9]\d* 条。/u).waitFor();
  await dialog.locator(".main-button").click();
  await sheet(month);
  await rows(name).getByText(`1 号更正,记在 ${year}年${number + 1}月的表上(迟到的记录):住村 ${days + 1} 天`).waitFor();
  await rows(name).getByText(`${late.slice(5)} ${was}→住村`).waitFor();
  await rows(name).getByText(`归档:住村 ${days} 天`).waitFor();
  assert.equal((await rows(name).locator("td.figure").first().innerText()).split("\n")[0].trim(), String(days));

  await phone("sync");
  const { filed } = await phone({ month: { month: `${month}-01` } });
  assert.deepEqual([filed.number, filed.resident], [1, days + 1], "its person sees it, too");
});
