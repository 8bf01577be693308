import type { RouteRecordRaw } from "vue-router";

export default [{ path: "/policy", component: () => import("./Policy.vue"), meta: { title: "frame.policy" } }] satisfies RouteRecordRaw[];
