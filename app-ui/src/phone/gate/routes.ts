import type { RouteRecordRaw } from "vue-router";

export default [{ path: "/new-code", component: () => import("./NewCode.vue") }] satisfies RouteRecordRaw[];
