/** The screens. Each folder's `routes.ts` holds its own; `meta.title` is the key of a screen's name. */
import { createRouter, createWebHashHistory, type RouteRecordRaw } from "vue-router";
import { sectionsOf, type Section } from "./sections";
import { desk } from "./session";

const modules = import.meta.glob<{ default: RouteRecordRaw[] }>("./*/routes.ts", { eager: true });
const built = Object.values(modules).flatMap((module) => module.default);

/** What is in the bar for whoever sits here. */
export function sections(): Section[] {
  return desk.me === null ? [] : sectionsOf(desk.me, built.map((route) => route.path));
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: "/", component: () => import("./frame/Home.vue"), meta: { title: "frame.product" } },
    ...built,
    { path: "/:elsewhere(.*)*", component: () => import("./frame/NotFound.vue"), meta: { title: "frame.not_found" } },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});
