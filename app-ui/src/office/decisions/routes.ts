import type { RouteRecordRaw } from "vue-router";

export default [{ path: "/decisions", component: () => import("./Decisions.vue"), meta: { title: "frame.decisions", full: true } }] satisfies RouteRecordRaw[];
