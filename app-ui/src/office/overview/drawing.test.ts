import { expect, test } from "vitest";
import outline from "./ankang.json";
import { barsOf, heightOf, mapOf, type Drawing } from "./drawing";
import { mostOf, valueOf, writtenOf } from "./measures";
import { figures, silent } from "./testing";
import type { Tokens } from "./tokens";

const TOKENS: Tokens = {
  paper: "paper",
  card: "card",
  ink: "ink",
  "ink-2": "ink-2",
  accent: "accent",
  "accent-soft": "accent-soft",
  "warn-soft": "warn-soft",
  line: "line",
  strip: "strip",
  "control-line": "control-line",
  label: 15,
  small: 14,
  font: "sans-serif",
};
const PLACES = [
  { code: "610926", name: "平利县", value: 12 },
  { code: "610927", name: "镇坪县", value: null },
];

const seriesOf = (drawing: Drawing) => [drawing.series].flat()[0] as { label: { formatter: (item: { dataIndex: number }) => string } };

test("the outline has the ten counties, each once and around its centre", () => {
  const codes = outline.features.map(({ properties }) => properties.code);
  expect(codes).toEqual(["610902", "610921", "610922", "610923", "610924", "610925", "610926", "610927", "610929", "610981"]);
  for (const { properties, geometry } of outline.features) {
    const points = (geometry.coordinates as unknown[]).flat(geometry.type === "Polygon" ? 1 : 2) as [number, number][];
    const [east, north] = [0, 1].map((axis) => points.map((point) => point[axis as 0 | 1]));
    const [x, y] = properties.cp as [number, number];
    expect(x > Math.min(...(east ?? [])) && x < Math.max(...(east ?? [])), properties.code).toBe(true);
    expect(y > Math.min(...(north ?? [])) && y < Math.max(...(north ?? [])), properties.code).toBe(true);
  }
});

test("names and figures stand on the map in words, and nothing is coloured by colour alone", () => {
  const { formatter } = seriesOf(mapOf(PLACES, "present", TOKENS)).label;
  expect([0, 1, 2].map((dataIndex) => formatter({ dataIndex }))).toEqual(["平利县 12%", "镇坪县 –", ""]);
});

test("what is said over a place is drawn, not written as markup: the content security policy takes no style in it", () => {
  for (const drawing of [mapOf(PLACES, "reviews", TOKENS), barsOf(PLACES, "reviews", TOKENS)]) {
    expect(drawing.tooltip).toMatchObject({ renderMode: "richText" });
  }
});

test("bars keep the order of the table, and are as high as their words need", () => {
  const drawing = barsOf(PLACES, "silent", TOKENS);
  expect(drawing.yAxis).toMatchObject({ inverse: true, data: ["平利县", "镇坪县"] });
  expect(seriesOf(drawing).label.formatter({ dataIndex: 1 })).toBe("–");
  expect(heightOf(PLACES, { ...TOKENS, small: 24 })).toBeGreaterThan(heightOf(PLACES, TOKENS));
});

test("the share is of those of whom something was heard, and of nobody there is none", () => {
  const day = { ...figures().day, resident: 1, rest: 2 };
  expect(valueOf("present", figures({ day, not_heard: silent({ no_line: 40, not_synced: 2, no_diary: 1 }) }))).toBe(33);
  expect(valueOf("silent", figures({ day, not_heard: silent({ no_line: 40, not_synced: 2, no_diary: 1 }) }))).toBe(43);
  expect(valueOf("present", figures({ not_heard: silent({ no_line: 5 }) }))).toBeNull();
  expect([writtenOf("present", 33), writtenOf("reviews", 33), writtenOf("present", null)]).toEqual(["33%", "33", "–"]);
  expect([mostOf("present", [3]), mostOf("reviews", [3, null]), mostOf("reviews", [0, 0])]).toEqual([100, 3, 1]);
});
