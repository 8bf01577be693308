import type { RouteRecordRaw } from "vue-router";

const screen = { component: () => import("./Accounts.vue"), meta: { title: "frame.accounts", full: true } };

export default [
  { path: "/accounts", ...screen },
  { path: "/accounts/:division", ...screen },
  { path: "/accounts/:division/:login", ...screen },
] satisfies RouteRecordRaw[];
