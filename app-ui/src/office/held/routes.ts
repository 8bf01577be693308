import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./HeldList.vue"), meta: { title: "held.title" } };

export default [
  { path: "/held", ...screen },
  { path: "/held/:division", ...screen },
] satisfies RouteRecordRaw[];
