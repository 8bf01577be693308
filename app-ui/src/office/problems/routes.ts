import type { RouteRecordRaw } from "vue-router";
import { divisionIn } from "../lists/addresses";
import { whichIn } from "./which";

export default [
  {
    path: "/problems",
    component: () => import("./Problems.vue"),
    props: ({ query }) => ({ only: divisionIn(query), first: whichIn(query) }),
    meta: { title: "frame.problems", full: true },
  },
] satisfies RouteRecordRaw[];
