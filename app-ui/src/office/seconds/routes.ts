import type { RouteRecordRaw } from "vue-router";

const meta = { title: "frame.seconds", full: true };

export default [
  { path: "/seconds", component: () => import("./Seconds.vue"), meta },
  { path: "/seconds/:division", component: () => import("./Seconds.vue"), meta },
] satisfies RouteRecordRaw[];
