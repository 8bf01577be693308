import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { desk } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import type { Person } from "./person";
import routes from "./routes";

const TOWN = "610926101";
const [OLD, NEW] = ["610926101203", "610926101205"];
const CHEN: Person = {
  id: "c0017",
  name: "陈玉华",
  unit: "市示范林业站",
  roles: [
    { role: "resident", division: OLD, from: "2017-01-01", to: null },
    { role: "resident", division: OLD, from: "2015-01-01", to: "2015-12-31" },
    { role: "town_office", division: TOWN, from: "2016-01-01", to: null },
  ],
  devices: [],
  codes: [],
};
const TERMS = `POST /console/v1/divisions/${TOWN}/people/c0017/terms`;

let screen: ReturnType<typeof mount> | null = null;
let asked: Asked[] = [];

async function open(answers: Answers = {}) {
  asked = serverAnswers({
    ...placeCalled(TOWN, "大贵镇", {
      below: [
        { code: OLD, name: "马鞍桥村" },
        { code: NEW, name: "药妇沟村" },
      ],
    }),
    [`GET /console/v1/divisions/${TOWN}/people`]: () => ({ items: [CHEN], next: null }),
    [`GET /console/v1/divisions/${TOWN}/people/c0017`]: () => CHEN,
    [`GET /console/v1/divisions/${TOWN}/held`]: () => ({ items: [], next: null }),
    [TERMS]: () => ({ households: 0 }),
    ...answers,
  });
  ({ screen } = await screenAt(routes, `/people/${TOWN}/c0017`));
}
const dialog = () => document.querySelector(".el-dialog");
async function fill(name: string, value: string): Promise<void> {
  const field = dialog()?.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="${name}"]`);
  if (field === null || field === undefined) throw new Error(`no field ${name}`);
  field.value = value;
  field.dispatchEvent(new Event("input"));
  field.dispatchEvent(new Event("change"));
  await flushPromises();
}
async function send(): Promise<void> {
  dialog()?.querySelector("form")?.requestSubmit();
  await flushPromises();
}
const sent = () => asked.filter(({ call }) => call === TERMS).map(({ body }) => body);
const ends = (more: object) => ({ village: OLD, role: "resident", from: "2017-01-01", seen: null, last_day: null, cut_short_by: null, reason: "", ...more });

beforeEach(() => {
  desk.me = somebody({ acts: ["keep_devices", "keep_people", "keep_households"].map((act) => ({ act, divisions: [TOWN] })) });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("a term of a village that is not over can be moved and ended; an office's own post and one that is over can't", async () => {
  await open();
  expect(screen?.findAll(".person .move")).toHaveLength(1);
  expect(screen?.findAll(".person .end")).toHaveLength(1);
  screen?.unmount();
  desk.me = somebody({ acts: [{ act: "keep_devices", divisions: [TOWN] }] });
  await open();
  expect(screen?.find(".person .move").exists() || screen?.find(".person .add").exists()).toBe(false);
});

test("a move says what is missing, keeps what is typed when it is refused, and then tells of households that are left", async () => {
  let short = true;
  await open({ [TERMS]: () => (short ? refused(422, "term.too_short") : { households: 12 }) });
  await screen?.get(".person .move").trigger("click");
  await flushPromises();
  await send();
  expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("到哪个村");
  await fill("pick-village", NEW);
  await fill("day", "2017-09-04");
  await send();
  expect(dialog()?.textContent).toContain("term.too_short");
  expect(await axeFaults()).toEqual([]);
  await fill("by", "order");
  await send();
  expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("怎么说的");
  await fill("reason", "调到药妇沟");
  short = false;
  await send();
  const begins = { village: NEW, role: "resident", first_day: "2017-09-04" };
  expect(sent()).toEqual([
    { ends: ends({}), begins },
    { ends: ends({ cut_short_by: "order", reason: "调到药妇沟" }), begins },
  ]);
  expect(dialog()).toBeNull();
  const page = screen?.get(".person");
  expect(page?.text()).toContain("12 户");
  expect(page?.find(`a[href="/households/${OLD}?person=c0017"]`).exists()).toBe(true);
  expect(await axeFaults()).toEqual([]);
});

test("a term is ended by its last day, and another begun by its first", async () => {
  await open();
  await screen?.get(".person .end").trigger("click");
  await flushPromises();
  expect(dialog()?.querySelector("[name=pick-village]")).toBeNull();
  await fill("day", "2017-12-31");
  await send();
  await screen?.get(".person .add").trigger("click");
  await flushPromises();
  await fill("pick-village", NEW);
  await fill("role", "paired_helper");
  await fill("day", "2018-01-01");
  await send();
  expect(sent()).toEqual([
    { ends: ends({ last_day: "2017-12-31" }), begins: null },
    { ends: null, begins: { village: NEW, role: "paired_helper", first_day: "2018-01-01" } },
  ]);
  expect(screen?.get(".person [role=status]").text()).toBe("加上了。");
});
