import type { RouteRecordRaw } from "vue-router";

export default [{ path: "/account", component: () => import("./Account.vue"), meta: { title: "account.title" } }] satisfies RouteRecordRaw[];
