import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { call, place, scene } from "./world.mjs";

/** Every record of people, read from the export as anybody could: kind, space, author, id, fields. */
async function exported(data) {
  const program = spawn(join(place("CUNJI_PROGRAMS"), "cunji-server"), ["export", "--format", "jsonl", "--data", data], { stdio: ["ignore", "pipe", "inherit"] });
  const records = [];
  for await (const line of createInterface({ input: program.stdout })) {
    const record = JSON.parse(line);
    if (!record.withdrawn) records.push(record);
  }
  return records;
}

/** What a division's figures have to be, counted from the records alone. */
function counted(records, division) {
  const here = records.filter((record) => record.space.startsWith(division));
  const of = (kind) => here.filter((record) => record.kind === kind);
  const questioned = new Set(of("confirmation").filter(({ record }) => record.result === "questioned").map(({ record }) => record.subject));
  const nights = of("diary").filter(({ record, id }) => record.stay === "village" && !questioned.has(id));
  // Who was seen there was there, even if nothing was heard of them.
  const days = new Set(nights.map(({ record }) => `${record.cadre} ${record.day}`));
  for (const { space, record } of of("observation")) {
    const away = new Set((record.absent ?? []).map(({ person }) => person).concat(record.observer));
    const team = of("member").filter((member) => member.space === space).map(({ record: { person } }) => person);
    const there = record.everybody_here ? team.filter((person) => !away.has(person)) : (record.present ?? []);
    there.forEach((person) => days.add(`${person} ${record.day}`));
  }
  const answered = new Set(of("problem_answer").map(({ record }) => record.problem));
  return {
    people: of("member").length,
    resident_days: days.size,
    problems_waiting: of("problem").filter(({ id }) => !answered.has(id)).length,
  };
}

scene("the figures of every level are those that the export counts", async (world) => {
  const [city] = world.desks("city_office");
  const page = await world.sit(city);
  const records = await exported(world.data);
  const days = `from=${world.planted.first_day}&to=${world.planted.last_day}`;
  let villages = 0;
  const down = async (division) => {
    const { status, said } = await call(page, "GET", `/console/v1/divisions/${division}/overview?${days}`);
    assert.equal(status, 200, division);
    const { figures } = said.place;
    const shown = Object.fromEntries(Object.keys(counted([], division)).map((name) => [name, figures[name]]));
    assert.deepEqual(shown, counted(records, division), division);
    const { day, not_heard: silent } = figures;
    const sum = (parts) => Object.values(parts).reduce((a, b) => a + b, 0);
    assert.equal(sum(day) + sum(silent), figures.people, `${division}: everybody's day is told once`);
    if (division.length === 12) {
      villages += 1;
      assert.equal(said.people.reduce((days, person) => days + person.resident_days, 0), figures.resident_days, division);
    }
    for (const below of said.below.filter(({ figures: { people } }) => people > 0)) await down(below.code);
  };
  await down(city.division);
  assert.equal(villages, world.planted.villages.length, "the way down ends in every village with a team");

  // For a town every diary waits that nothing was said of, by a clerk or by long silence.
  const [clerk] = world.desks("town_office");
  const { said } = await call(await world.sit(clerk), "GET", `/console/v1/divisions/${clerk.division}/overview?${days}`);
  const reviewed = new Set(records.filter(({ kind, record }) => kind === "review" && record.level === "town").map(({ record }) => record.subject));
  const waiting = records.filter(({ kind, space, id }) => kind === "diary" && space.startsWith(clerk.division) && !reviewed.has(id));
  assert.equal(said.place.figures.reviews_waiting, waiting.length);
});

scene("on the screen the way goes from the city down to a village, and every figure is the export's", async (world) => {
  const [city] = world.desks("city_office");
  const page = await world.sit(city);
  const records = await exported(world.data);
  const [village] = world.planted.villages;
  await world.go(page, `/overview/${city.division}?from=${world.planted.first_day}&to=${world.planted.last_day}`);
  for (const division of [4, 6, 9, 12].map((digits) => village.slice(0, digits))) {
    if (division !== city.division) await page.locator(`a.name[href*="/overview/${division}"]`).click();
    await page.waitForFunction((code) => location.hash.startsWith(`#/overview/${code}?`), division);
    const { people, resident_days: days, problems_waiting: problems } = counted(records, division);
    const shown = async () => (await page.locator(".cards .large").allInnerTexts()).map((text) => Number(/[\d,]+/.exec(text)?.[0].replaceAll(",", "")));
    // The cards of the division before stand until those of this one are there.
    const expected = [people, days, problems];
    await page.waitForFunction(
      (wanted) => wanted.every((count) => [...document.querySelectorAll(".cards .large")].some((card) => card.textContent.replaceAll(",", "").includes(String(count)))),
      expected,
    );
    const [onTeams, resident, , waiting] = await shown();
    assert.deepEqual([onTeams, resident, waiting], expected, division);
  }
});
