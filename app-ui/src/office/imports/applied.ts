/** What an import did, in words: where nothing was changed, that alone. */
import { useI18n } from "vue-i18n";
import type { Schemas } from "../server";

export function useApplied(): (applied: Schemas["Applied"]) => string {
  const { t } = useI18n();
  return ({ rows, changed }) => t(changed === 0 ? "imports.applied_nothing" : "imports.applied", { rows, changed });
}
