/** A role's name in the language that is spoken. */
import type { Schemas } from "../server";

export function roleOf(held: Pick<Schemas["Held"], "role" | "role_zh">, locale: string): string {
  // Rust's codes are the English words.
  return locale === "en" ? held.role.replace(/_/gu, " ") : held.role_zh;
}
