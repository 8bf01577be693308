import type { RouteRecordRaw } from "vue-router";
import { dayIn } from "../lists/addresses";
import { askedOf, yearIn } from "./asked";

const meta = { title: "frame.attendance" };

export default [
  {
    path: "/attendance",
    meta,
    children: [
      { path: "", component: () => import("../lists/FirstDivision.vue"), props: { act: "see_figures" }, meta },
      { path: ":division", component: () => import("./Attendance.vue"), props: ({ params, query }) => ({ division: params["division"], asked: askedOf(query) }), meta },
      {
        path: ":division/:cadre",
        component: () => import("./Person.vue"),
        props: ({ params, query }) => ({ village: params["division"], cadre: params["cadre"], year: yearIn(query), day: dayIn(query, "day") ?? null }),
        meta,
      },
    ],
  },
] satisfies RouteRecordRaw[];
