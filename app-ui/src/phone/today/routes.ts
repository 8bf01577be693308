import type { RouteRecordRaw } from "vue-router";
import { saidIn } from "../about";
import Today from "./Today.vue";

export default [
  { path: "/today/:day?", name: "today", component: Today, props: ({ params, query }) => ({ ...params, village: saidIn(query, "village") }) },
] satisfies RouteRecordRaw[];
