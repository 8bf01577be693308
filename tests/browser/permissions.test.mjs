import assert from "node:assert/strict";
import { call, scene } from "./world.mjs";

scene("a town's clerk meets nothing of another town, of the county or of the city", async (world) => {
  const own = world.desks("town_office")[0];
  const other = world.desks("town_office").find((desk) => desk.division !== own.division);
  assert.ok(other, "the county has more than one town");
  const county = world.desks("county_office")[0];
  const page = await world.sit(own);
  const reading = (division) => [
    `/console/v1/divisions/${division}/reviews?level=town`,
    `/console/v1/divisions/${division}/overview`,
    `/console/v1/divisions/${division}/problems?which=owed`,
  ];
  for (const path of reading(own.division)) assert.equal((await call(page, "GET", path)).status, 200, path);
  const elsewhere = [other.division, county.division, county.division.slice(0, 4), "610981100"];
  for (const path of elsewhere.flatMap(reading)) {
    const { status, said } = await call(page, "GET", path);
    assert.equal(status, 403, path);
    assert.match(said.zh, /。$/, "it is told in a sentence");
  }

  // What is known of a diary elsewhere helps nobody who may not judge it.
  const there = await world.sit(other);
  const { said: queue } = await call(there, "GET", `/console/v1/divisions/${other.division}/reviews?level=town&limit=1`);
  const [theirs] = queue.items;
  const place = `/console/v1/divisions/${theirs.space}/reviews/${theirs.record}`;
  const word = { level: "town", heads: theirs.heads, state: "flagged", cause: null, reason: "不归我管。" };
  assert.equal((await call(page, "POST", place, word)).status, 403);
  assert.equal((await call(page, "GET", place)).status, 403);
  assert.deepEqual((await call(there, "GET", place)).said.said, [], "nobody said anything of it");
});
