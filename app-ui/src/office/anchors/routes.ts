import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./Anchors.vue"), meta: { title: "frame.anchors" } };

export default [
  { path: "/anchors", ...screen },
  { path: "/anchors/:division", ...screen },
] satisfies RouteRecordRaw[];
