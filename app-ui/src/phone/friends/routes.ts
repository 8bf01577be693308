import type { RouteRecordRaw } from "vue-router";
import Friends from "./Friends.vue";

export default [
  {
    path: "/friends",
    name: "friends",
    component: Friends,
    children: [
      { path: "new", component: () => import("./FriendForm.vue") },
      { path: "draft/:draft", component: () => import("./FriendForm.vue"), props: true },
      { path: "contact-draft/:draft", component: () => import("./ContactForm.vue"), props: true },
      { path: "contact/:id", component: () => import("./ContactForm.vue"), props: true },
      { path: ":id", component: () => import("./FriendPage.vue"), props: true },
      { path: ":id/edit", component: () => import("./FriendForm.vue"), props: true },
    ],
  },
] satisfies RouteRecordRaw[];
