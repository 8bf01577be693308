import { RouterView, type RouteRecordRaw } from "vue-router";
import AskLeave from "./AskLeave.vue";
import DaySheet from "./DaySheet.vue";
import Explain from "./Explain.vue";
import GiveLeave from "./GiveLeave.vue";
import LeaveReason from "./LeaveReason.vue";
import Mine from "./Mine.vue";
import ReadMonth from "./ReadMonth.vue";
import ReasonForm from "./ReasonForm.vue";
import ShowMonth from "./ShowMonth.vue";
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
      { path: "day/:day/:cadre?", name: "day_sheet", component: DaySheet, props: true },
      { path: "explain/:day", name: "explain", component: Explain, props: true },
      { path: "leave", name: "ask_leave", component: AskLeave },
      { path: "leave/:request/reason", name: "leave_reason", component: LeaveReason, props: true },
      { path: "voice-leave", name: "give_leave", component: GiveLeave },
      { path: "reason/:what/:subject", name: "reason", component: ReasonForm, props: true },
      { path: "read", name: "read_month", component: ReadMonth },
      { path: "codes/:month", name: "month_codes", component: ShowMonth, props: true },
    ],
  },
] satisfies RouteRecordRaw[];
