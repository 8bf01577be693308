import type { RouteRecordRaw } from "vue-router";
import Me from "./Me.vue";

export default [
  {
    path: "/me",
    name: "me",
    component: Me,
    children: [
      { path: "returned", component: () => import("./Returned.vue") },
      { path: "returned/:edit", component: () => import("./Mend.vue"), props: true },
      { path: "conflicts", component: () => import("./Conflicts.vue") },
      { path: "judged", component: () => import("./JudgedDays.vue") },
      { path: "drafts", component: () => import("./Drafts.vue") },
      { path: "settings", component: () => import("./Settings.vue") },
      { path: "devices", component: () => import("./Devices.vue") },
      { path: "check", component: () => import("./SelfCheck.vue") },
      { path: "share_diary", component: () => import("./ShareDiary.vue") },
      { path: "export", component: () => import("./Export.vue") },
      { path: "newer", component: () => import("./NewerProgram.vue") },
      { path: "licences", component: () => import("./Licences.vue") },
    ],
  },
] satisfies RouteRecordRaw[];
