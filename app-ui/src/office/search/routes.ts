import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./Search.vue"), meta: { title: "frame.search", full: true } };

export default [
  { path: "/search", ...screen },
  { path: "/search/:division", ...screen },
] satisfies RouteRecordRaw[];
