import type { RouteRecordRaw } from "vue-router";

export default [{ path: "/search", component: () => import("./Search.vue"), meta: { title: "frame.search", full: true } }] satisfies RouteRecordRaw[];
