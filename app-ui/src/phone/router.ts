/** The screens. Each folder's `routes.ts` holds its own. */
import { createRouter, createWebHashHistory, type Router, type RouteRecordRaw } from "vue-router";
import { mayLeave } from "../shared/writing/unkept";

const modules = import.meta.glob<{ default: RouteRecordRaw[] }>("./*/routes.ts", { eager: true });

/** Nobody leaves words that are not kept without having been asked. */
export function askBeforeLeaving(of: Router): void {
  of.beforeEach(mayLeave);
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [{ path: "/", redirect: "/today" }, ...Object.values(modules).flatMap((module) => module.default)],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

askBeforeLeaving(router);
