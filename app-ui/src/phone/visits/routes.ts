import type { RouteRecordRaw } from "vue-router";
import Visits from "./Visits.vue";

export default [
  {
    path: "/visits",
    name: "visits",
    component: Visits,
    children: [
      { path: "household/:number", component: () => import("./HouseholdPage.vue"), props: true },
      { path: "new/:number?", component: () => import("./VisitForm.vue"), props: true },
      { path: "unlisted/:name/:group?", component: () => import("./UnlistedPage.vue"), props: true },
      { path: "visit/:id", component: () => import("./VisitPage.vue"), props: true },
      { path: "visit/:id/edit", component: () => import("./VisitForm.vue"), props: true },
      { path: "draft/:draft", component: () => import("./VisitForm.vue"), props: true },
      { path: "day/:day", component: () => import("./VisitsOfDay.vue"), props: true },
      { path: "to-confirm", component: () => import("./VisitsToConfirm.vue") },
    ],
  },
] satisfies RouteRecordRaw[];
