import type { RouteRecordRaw } from "vue-router";
import Complaints from "./Complaints.vue";

export default [{ path: "/complaints", name: "complaints", component: Complaints }] satisfies RouteRecordRaw[];
