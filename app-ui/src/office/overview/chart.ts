/** ECharts with no more of it than is drawn here; it comes after the figures are on the screen. */
import { BarChart, MapChart } from "echarts/charts";
import { GridComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, registerMap, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import outline from "./ankang.json";
import { OUTLINE, type Drawing } from "./drawing";

use([BarChart, CanvasRenderer, GridComponent, MapChart, TooltipComponent, VisualMapComponent]);
registerMap(OUTLINE, outline as Parameters<typeof registerMap>[1]);

const outlined = new Set(outline.features.map(({ properties }) => properties.code));

/** Whether there is an outline of each of these divisions. */
export function areOutlined(codes: readonly string[]): boolean {
  return codes.length > 0 && codes.every((code) => outlined.has(code));
}

export interface Chart {
  draw(drawing: Drawing): void;
  end(): void;
}

/** Begins to draw in an element; `pick` is told which of the drawn places is clicked. */
export function beginChart(element: HTMLElement, pick: (at: number) => void): Chart {
  const chart = init(element, null, { renderer: "canvas" });
  chart.on("click", ({ dataIndex }) => pick(dataIndex));
  // eslint-disable-next-line es-x/no-resizable-and-growable-arraybuffers -- a method of ECharts' own.
  const sized = new ResizeObserver(() => chart.resize());
  sized.observe(element);
  return {
    draw(drawing) {
      chart.setOption(drawing, { notMerge: true });
      // Not with the next frame: a page that is about to be printed has none.
      chart.getZr().flush();
    },
    end() {
      sized.disconnect();
      chart.dispose();
    },
  };
}
