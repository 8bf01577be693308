/** What is held until somebody in an office decides on it. */
import { useI18n } from "vue-i18n";
import type { Schemas } from "../server";

export type Held = Schemas["HeldView"];

/** Tells an entry from others. */
export function heldKey({ space, device, number }: Held): string {
  return `${space}/${device}/${number}`;
}

/** What an entry is, what it does where it begins nothing new, and why it is held, in words. */
export function useHeldWords(): { kind: (held: Held) => string; does: (held: Held) => string | null; why: (held: Held) => string } {
  const { t, te, locale } = useI18n();
  return {
    kind: ({ kind_zh, kind_en }) => (locale.value === "en" ? kind_en : kind_zh) ?? t("held.kind_unknown"),
    does: ({ does }) => (does === "changes" || does === "withdraws" ? t(`held.does.${does}`) : null),
    why: ({ code }) => (te(`held.why.${code.replace(".", "_")}`) ? t(`held.why.${code.replace(".", "_")}`) : t("held.why.other", { code })),
  };
}
