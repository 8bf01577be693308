import type { RouteRecordRaw } from "vue-router";
import Problems from "./Problems.vue";

export default [
  {
    path: "/problems",
    name: "problems",
    component: Problems,
    children: [
      { path: "new", component: () => import("./ProblemForm.vue") },
      { path: "draft/:draft", component: () => import("./ProblemForm.vue"), props: true },
      { path: ":id", component: () => import("./ProblemPage.vue"), props: true },
      { path: ":id/edit", component: () => import("./ProblemForm.vue"), props: true },
    ],
  },
] satisfies RouteRecordRaw[];
