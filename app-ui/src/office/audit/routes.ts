import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./Audit.vue"), meta: { title: "frame.audit" } };

export default [
  { path: "/audit", ...screen },
  { path: "/audit/:division", ...screen },
] satisfies RouteRecordRaw[];
