import type { RouteRecordRaw } from "vue-router";

export default [
  { path: "/me/pin", name: "pin", component: () => import("./ChangePin.vue") },
  { path: "/locked-notes", name: "locked-notes", component: () => import("./LockedNotes.vue") },
] satisfies RouteRecordRaw[];
