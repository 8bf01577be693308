import assert from "node:assert/strict";
import { call, scene, until } from "./world.mjs";

const PROBLEM = "三组饮水管冻裂,十一户吃水困难。";
const ANSWER = "周五换新管,钱已经拨到镇里。";

scene("a problem that was raised on a phone is taken with a deadline and answered, and the phone shows both", async (world) => {
  const [clerk] = world.desks("town_office");
  const [village] = world.planted.villages;
  const phone = world.phone(`c${village.slice(4)}-2`);
  const { record } = await phone({ problem: { day: world.day(), text: PROBLEM } });
  await phone("sync");
  const shown = async () => {
    await phone("sync");
    const { rows } = await phone("problems");
    return rows.find(({ id }) => id === record);
  };
  assert.equal((await shown()).state, "raised");

  const page = await world.sit(clerk);
  const chosen = page.locator("ol li", { hasText: PROBLEM });
  await until(async () => {
    const { said } = await call(page, "GET", `/console/v1/divisions/${village}/problems?which=unanswered`);
    return said.items.some((item) => item.record === record);
  });
  // Of the village alone: a county's desk has many pages after a quarter.
  await world.go(page, `/problems?division=${village}`);
  await page.getByRole("button", { name: "都没答的" }).click();
  await chosen.getByRole("button").click();
  const desk = page.locator("article.problem");
  await desk.getByRole("button", { name: "接办", exact: true }).click();
  await desk.locator("input[name=taken-by]").fill("镇水利站");
  await desk.locator("input[name=deadline]").fill(world.day(3));
  // What is typed counts, and the sheet that dropped down goes.
  await desk.locator("input[name=deadline]").press("Enter");
  await desk.locator(".send").click();
  await page.locator(".sent").waitFor();
  const taken = await shown();
  assert.deepEqual([taken.state, taken.taken_by, taken.answer_by, taken.promised], ["taken", "镇水利站", world.day(3), true]);

  await desk.locator(".tag", { hasText: "已接办" }).waitFor();
  await desk.getByRole("button", { name: "答复", exact: true }).click();
  await desk.locator("textarea").fill(ANSWER);
  await desk.locator(".send").click();
  await desk.locator(".tag", { hasText: "已答复" }).waitFor();
  const answered = await shown();
  assert.deepEqual([answered.state, answered.answer, answered.answered], ["answered", ANSWER, world.day()]);
  // It is off the list of what is owed, and on that of what is settled.
  await page.getByRole("button", { name: "办完的" }).click();
  await chosen.waitFor();
});
