import type { RouteRecordRaw } from "vue-router";
import { periodOf } from "./period";

const meta = { title: "frame.overview" };

export default [
  {
    path: "/overview",
    meta,
    children: [
      { path: "", component: () => import("../lists/FirstDivision.vue"), props: { act: "see_figures" }, meta },
      { path: ":division", component: () => import("./Overview.vue"), props: ({ params, query }) => ({ division: params["division"], period: periodOf(query) }), meta },
    ],
  },
] satisfies RouteRecordRaw[];
