import type { RouteRecordRaw } from "vue-router";
import { divisionIn } from "../lists/addresses";

export default [
  {
    path: "/review",
    component: () => import("./Review.vue"),
    props: ({ query }) => ({ only: divisionIn(query) }),
    meta: { title: "frame.review", full: true },
  },
  {
    path: "/review/:division/:record",
    component: () => import("./Read.vue"),
    props: ({ params }) => ({ village: params["division"], record: params["record"] }),
    meta: { title: "review.read" },
  },
] satisfies RouteRecordRaw[];
