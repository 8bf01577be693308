import assert from "node:assert/strict";
import { scene, typeIn } from "./world.mjs";

scene("after wrong passwords an account is locked for a while and says until when", async (world) => {
  const [clerk] = world.desks("town_office");
  const page = await world.open();
  const told = page.locator("form.sign-in");
  for (let times = 0; times < 6; times += 1) {
    const answered = page.waitForResponse((answer) => answer.url().endsWith("/console/v1/session") && answer.request().method() === "POST");
    await typeIn(page, { login: clerk.login, password: `不是这个密码${times}` });
    await answered;
    await told.getByText("账号或密码不对").or(told.getByText("试错的次数多了")).waitFor();
  }
  await typeIn(page, clerk);
  await told.getByText("试错的次数多了").waitFor();
  assert.equal(await page.locator("nav.sections").count(), 0, "the right one does not open it, either");

  await world.pass(61);
  await typeIn(page, clerk);
  await page.locator("nav.sections").waitFor();
  // The session is the browser's: loaded anew, the page asks for nothing.
  await page.reload();
  await page.locator("nav.sections").waitFor();
});
