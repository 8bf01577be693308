import type { RouteRecordRaw } from "vue-router";

export default [{ path: "/review", component: () => import("./Review.vue"), meta: { title: "frame.review", full: true } }] satisfies RouteRecordRaw[];
