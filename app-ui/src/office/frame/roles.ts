/** A role's name in the language that is spoken. */
import { useI18n } from "vue-i18n";
import type { Schemas } from "../server";

export function roleOf(held: Pick<Schemas["Held"], "role" | "role_zh">, locale: string): string {
  // Rust's codes are the English words.
  return locale === "en" ? held.role.replace(/_/gu, " ") : held.role_zh;
}

/** Says a role where its code alone is known; one that is new to this page is said by its code. */
export function useRoleWord(): (role: string) => string {
  const { t, te } = useI18n();
  return (role) => (te(`frame.role.${role}`) ? t(`frame.role.${role}`) : role.replace(/_/gu, " "));
}

/** How a role stands on a day. */
export type Standing = "now" | "coming" | "past";

export function standingOf({ from, to }: { from: string; to?: string | null }, today: string): Standing {
  if (from > today) return "coming";
  return typeof to === "string" && to < today ? "past" : "now";
}
