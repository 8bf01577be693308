import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./Complaints.vue"), meta: { title: "frame.complaints" } };

export default [
  { path: "/complaints", ...screen },
  { path: "/complaints/:division", ...screen },
] satisfies RouteRecordRaw[];
