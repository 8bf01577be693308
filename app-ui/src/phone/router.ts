/** The screens. Each folder's `routes.ts` holds its own. */
import { createRouter, createWebHashHistory, type RouteRecordRaw } from "vue-router";

const modules = import.meta.glob<{ default: RouteRecordRaw[] }>("./*/routes.ts", { eager: true });

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [{ path: "/", redirect: "/today" }, ...Object.values(modules).flatMap((module) => module.default)],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});
