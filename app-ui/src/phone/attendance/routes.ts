import type { RouteRecordRaw } from "vue-router";
import AskLeave from "./AskLeave.vue";
import DaySheet from "./DaySheet.vue";
import Explain from "./Explain.vue";
import GiveLeave from "./GiveLeave.vue";
import LeaveReason from "./LeaveReason.vue";
import Mine from "./Mine.vue";
import ReasonForm from "./ReasonForm.vue";
import ShowMonth from "./ShowMonth.vue";
import Team from "./Team.vue";

export default [
  { path: "/attendance/team/:month?", name: "team", component: Team, props: true },
  { path: "/attendance/day/:day/:cadre?", name: "day_sheet", component: DaySheet, props: true },
  { path: "/attendance/explain/:day", name: "explain", component: Explain, props: true },
  { path: "/attendance/leave", name: "ask_leave", component: AskLeave },
  { path: "/attendance/leave/:request/reason", name: "leave_reason", component: LeaveReason, props: true },
  { path: "/attendance/voice-leave", name: "give_leave", component: GiveLeave },
  { path: "/attendance/reason/:what/:subject", name: "reason", component: ReasonForm, props: true },
  { path: "/attendance/codes/:month", name: "month_codes", component: ShowMonth, props: true },
  { path: "/attendance/:month?", name: "attendance", component: Mine, props: true },
] satisfies RouteRecordRaw[];
