import type { RouteRecordRaw } from "vue-router";
import { monthIn, unitIn } from "./month";

const meta = { title: "frame.months" };

export default [
  {
    path: "/months",
    meta,
    children: [
      { path: "", component: () => import("../lists/FirstDivision.vue"), props: { act: "see_figures" }, meta },
      { path: ":division", component: () => import("./Months.vue"), props: ({ params, query }) => ({ division: params["division"], asked: monthIn(query), unit: unitIn(query) }), meta },
    ],
  },
] satisfies RouteRecordRaw[];
