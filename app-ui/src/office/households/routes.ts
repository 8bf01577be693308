import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./Households.vue"), meta: { title: "frame.households" } };

export default [
  { path: "/households", ...screen },
  { path: "/households/:division", ...screen },
] satisfies RouteRecordRaw[];
