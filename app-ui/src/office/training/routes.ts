import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./Training.vue"), meta: { title: "frame.training" } };

export default [
  { path: "/training", ...screen },
  { path: "/training/:division", ...screen },
] satisfies RouteRecordRaw[];
