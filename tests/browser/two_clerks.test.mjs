import assert from "node:assert/strict";
import { call, scene } from "./world.mjs";

scene("of two clerks at one diary one has it, and the other is told by whom", async (world) => {
  const [first, ...others] = world.desks("town_office");
  const second = others.find((desk) => desk.division === first.division);
  assert.ok(second, "the first town has two clerks");
  const one = await world.sit(first);
  await world.go(one, "/review");
  await one.locator(".judge .accept:not([disabled])").waitFor();
  const { said: queue } = await call(one, "GET", `/console/v1/divisions/${first.division}/reviews?level=town&limit=1`);
  const [item] = queue.items;
  const place = `/console/v1/divisions/${item.space}/reviews/${item.record}`;
  // The lease is taken once the diary is shown.
  const taken = async (page) => (await call(page, "GET", `/console/v1/divisions/${first.division}/reviews?level=town&limit=1`)).said.items[0]?.open_at;
  const two = await world.sit(second);
  for (let by = await taken(two); !by; by = await taken(two)) await new Promise((again) => setTimeout(again, 50));
  await world.go(two, "/review");
  await two.getByText(first.name).or(two.getByText(first.login)).first().waitFor();

  const accepted = { level: "town", heads: item.heads, state: "accepted", cause: null, reason: "" };
  const refused = await call(two, "POST", place, accepted);
  assert.deepEqual([refused.status, refused.said.code], [409, "review.taken"]);
  assert.match(refused.said.zh, new RegExp(first.name));
  await one.locator(".judge .accept").click();
  await one.waitForFunction((waiting) => document.querySelector(".waiting")?.textContent?.includes(String(waiting)), queue.totals.waiting - 1);
  const { said: shown } = await call(two, "GET", place);
  assert.deepEqual(shown.said.map((word) => word.state), ["accepted"], "once, and by the one who had it");
});
