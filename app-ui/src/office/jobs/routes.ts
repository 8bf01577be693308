import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./Jobs.vue"), meta: { title: "frame.jobs" } };

export default [
  { path: "/jobs", ...screen },
  { path: "/jobs/:division/:work", ...screen },
] satisfies RouteRecordRaw[];
