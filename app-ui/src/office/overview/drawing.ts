/** What ECharts draws: the counties coloured, or a bar for each division. Values in, options out; colours and sizes are the tokens'. */
import type { BarSeriesOption, MapSeriesOption } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption, VisualMapComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import { mostOf, writtenOf, type Measure } from "./measures";
import type { Tokens } from "./tokens";

export type Drawing = ComposeOption<BarSeriesOption | GridComponentOption | MapSeriesOption | TooltipComponentOption | VisualMapComponentOption>;

/** A division with its value; nothing where there is nothing to tell. */
export interface Drawn {
  code: string;
  name: string;
  value: number | null;
}

/** By which name the outline is registered. */
export const OUTLINE = "counties";

/** Words on ground of their own, since the ground below may have any colour. */
const onGround = (tokens: Tokens) => ({ color: tokens.ink, backgroundColor: tokens.card, borderRadius: 6, padding: [3, 6], fontSize: tokens.small });

/** Written by script as a drawing, not as markup: the content security policy takes no style in markup. */
const tooltip = (tokens: Tokens, said: (at: number) => string): TooltipComponentOption => ({
  trigger: "item",
  renderMode: "richText",
  confine: true,
  backgroundColor: tokens.card,
  borderColor: tokens["control-line"],
  textStyle: { color: tokens.ink, fontSize: tokens.label, fontFamily: tokens.font },
  formatter: (item) => (Array.isArray(item) ? "" : said(item.dataIndex)),
});

const saidOf = (places: readonly Drawn[], measure: Measure) => (at: number) => {
  const place = places[at];
  return place === undefined ? "" : `${place.name} ${writtenOf(measure, place.value)}`;
};

/** The counties, each with its name and figure, and coloured by it. */
export function mapOf(places: readonly Drawn[], measure: Measure, tokens: Tokens): Drawing {
  const most = mostOf(measure, places.map(({ value }) => value));
  const said = saidOf(places, measure);
  return {
    animation: false,
    textStyle: { fontFamily: tokens.font },
    tooltip: tooltip(tokens, said),
    visualMap: {
      type: "continuous",
      min: 0,
      max: most,
      calculable: false,
      right: 0,
      top: 0,
      text: [writtenOf(measure, most), writtenOf(measure, 0)],
      textStyle: { color: tokens["ink-2"], fontSize: tokens.small },
      inRange: { color: [tokens["accent-soft"], tokens.accent] },
    },
    series: [
      {
        type: "map",
        map: OUTLINE,
        nameProperty: "code",
        aspectScale: 0.84,
        selectedMode: false,
        // Words stand out over the edge.
        left: 2 * tokens.small,
        right: 4 * tokens.small,
        top: 8,
        bottom: 8,
        data: places.map(({ code, value }) => ({ name: code, value: value ?? Number.NaN })),
        label: { show: true, formatter: ({ dataIndex }) => said(dataIndex), ...onGround(tokens) },
        itemStyle: { areaColor: tokens.strip, borderColor: tokens["ink-2"], borderWidth: 1 },
        emphasis: { label: onGround(tokens), itemStyle: { areaColor: tokens["warn-soft"], borderColor: tokens.ink, borderWidth: 2 } },
      },
    ],
  };
}

/** A bar for each division, in the order of the table. */
export function barsOf(places: readonly Drawn[], measure: Measure, tokens: Tokens): Drawing {
  const said = saidOf(places, measure);
  return {
    animation: false,
    textStyle: { fontFamily: tokens.font },
    tooltip: tooltip(tokens, said),
    grid: { left: 8, right: 56, top: 8, bottom: 8, containLabel: true },
    xAxis: {
      type: "value",
      min: 0,
      max: mostOf(measure, places.map(({ value }) => value)),
      minInterval: 1,
      axisLabel: { show: false },
      splitLine: { lineStyle: { color: tokens.line } },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: places.map(({ name }) => name),
      axisLabel: { color: tokens.ink, fontSize: tokens.small, interval: 0 },
      axisLine: { lineStyle: { color: tokens["control-line"] } },
      axisTick: { show: false },
    },
    series: [
      {
        type: "bar",
        barMaxWidth: 24,
        data: places.map(({ value }) => value ?? "-"),
        itemStyle: { color: tokens.accent, borderRadius: [0, 4, 4, 0] },
        label: { show: true, position: "right", color: tokens.ink, fontSize: tokens.small, formatter: ({ dataIndex }) => writtenOf(measure, places[dataIndex]?.value ?? null) },
      },
    ],
  };
}

/** How high the bars of so many divisions are, in pixels. */
export function heightOf(places: readonly Drawn[], tokens: Tokens): number {
  return Math.round(places.length * tokens.small * 2.2) + 24;
}
