import { RouterView, type RouteRecordRaw } from "vue-router";
import Mine from "./Mine.vue";
import Team from "./Team.vue";

// One route with children, so that the tab below stays lit within it.
export default [
  {
    path: "/attendance",
    component: RouterView,
    children: [
      { path: "", name: "attendance", component: Mine },
      { path: "month/:month", name: "attendance_month", component: Mine, props: true },
      { path: "team/:month?", name: "team", component: Team, props: true },
      { path: "day/:day/:cadre?", name: "day_sheet", component: () => import("./DaySheet.vue"), props: true },
      { path: "explain/:day", name: "explain", component: () => import("./Explain.vue"), props: true },
      { path: "leave", name: "ask_leave", component: () => import("./AskLeave.vue") },
      { path: "leave/:request/reason", name: "leave_reason", component: () => import("./LeaveReason.vue"), props: true },
      { path: "voice-leave", name: "give_leave", component: () => import("./GiveLeave.vue") },
      { path: "reason/:what/:subject", name: "reason", component: () => import("./ReasonForm.vue"), props: true },
      { path: "read", name: "read_month", component: () => import("./ReadMonth.vue") },
      { path: "codes/:month", name: "month_codes", component: () => import("./ShowMonth.vue"), props: true },
    ],
  },
] satisfies RouteRecordRaw[];
