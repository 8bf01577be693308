import type { RouteRecordRaw } from "vue-router";

export default [{ path: "/problems", component: () => import("./Problems.vue"), meta: { title: "frame.problems", full: true } }] satisfies RouteRecordRaw[];
