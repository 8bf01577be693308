import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./Forms.vue"), meta: { title: "frame.forms" } };

export default [
  { path: "/forms", ...screen },
  { path: "/forms/:division", ...screen },
] satisfies RouteRecordRaw[];
