import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./Imports.vue"), meta: { title: "frame.imports" } };

export default [
  { path: "/imports", ...screen },
  { path: "/imports/:division", ...screen },
  { path: "/imports/:division/:work/:job", ...screen },
] satisfies RouteRecordRaw[];
