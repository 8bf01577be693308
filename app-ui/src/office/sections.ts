/** The console's sections, in the order of the bar, the daily ones first: what a window has no room for is under 更多. One is there once its folder has a `routes.ts`, for whoever may do what it is for. */
import { reactive } from "vue";
import type { Me } from "./session";

export interface Section {
  /** What one must be allowed to do somewhere (`Act` in Rust). */
  act: string;
  route: string;
  /** The key of its name. */
  title: string;
}

export const SECTIONS: readonly Section[] = [
  { act: "see_figures", route: "/overview", title: "frame.overview" },
  { act: "review", route: "/review", title: "frame.review" },
  { act: "answer_problems", route: "/problems", title: "frame.problems" },
  { act: "keep_attendance", route: "/attendance", title: "frame.attendance" },
  { act: "keep_attendance", route: "/months", title: "frame.months" },
  { act: "decide_leave", route: "/decisions", title: "frame.decisions" },
  { act: "keep_devices", route: "/seconds", title: "frame.seconds" },
  { act: "read_records", route: "/search", title: "frame.search" },
  { act: "keep_people", route: "/teams", title: "frame.teams" },
  { act: "keep_devices", route: "/people", title: "frame.people" },
  { act: "keep_devices", route: "/training", title: "frame.training" },
  { act: "keep_people", route: "/anchors", title: "frame.anchors" },
  { act: "keep_households", route: "/households", title: "frame.households" },
  { act: "keep_people", route: "/imports", title: "frame.imports" },
  { act: "read_records", route: "/forms", title: "frame.forms" },
  { act: "see_figures", route: "/policy", title: "frame.policy" },
  { act: "read_complaints", route: "/complaints", title: "frame.complaints" },
  { act: "keep_accounts", route: "/accounts", title: "frame.accounts" },
  { act: "read_audit", route: "/audit", title: "frame.audit" },
  { act: "keep_system", route: "/system", title: "frame.system" },
];

/** Where somebody begins: at what is there every day. 复核 is empty until somebody asks; who only keeps the system begins with the
 * accounts, without which nobody else can begin. */
export function firstOf(sections: readonly Section[]): Section | undefined {
  const everyDay = sections.find(({ act }) => act !== "keep_devices" && act !== "keep_people");
  return everyDay ?? sections.find(({ route }) => route !== "/seconds") ?? sections[0];
}

/** How much waits in a section, by its route. */
const counts = reactive(new Map<string, number>());

/** Says how much waits in a section; nothing is no number. */
export function setCount(route: string, count: number): void {
  if (count > 0) counts.set(route, count);
  else counts.delete(route);
}

/** How much waits there. */
export function countOf(route: string): number | undefined {
  return counts.get(route);
}

/** The sections that are built, for this person. */
export function sectionsOf(me: Pick<Me, "acts">, built: readonly string[]): Section[] {
  return SECTIONS.filter((section) => built.includes(section.route) && me.acts.some((may) => may.act === section.act));
}
