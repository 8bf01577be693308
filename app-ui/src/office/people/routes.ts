import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./People.vue"), meta: { title: "frame.people", full: true } };

export default [
  { path: "/people", ...screen },
  { path: "/people/:division", ...screen },
  { path: "/people/:division/:person", ...screen },
] satisfies RouteRecordRaw[];
