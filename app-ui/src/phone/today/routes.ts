import type { RouteRecordRaw } from "vue-router";
import Today from "./Today.vue";

export default [{ path: "/today/:day?", name: "today", component: Today, props: true }] satisfies RouteRecordRaw[];
