/** What an import did, in words: where nothing was changed, that alone; where it stopped midway, how far it came. */
import { useI18n } from "vue-i18n";
import type { Schemas } from "../server";

/** In parts where a job did it. */
type Told = Schemas["Imported"] & Partial<Schemas["Applied"]>;

export function useApplied(): (applied: Told) => string {
  const { t } = useI18n();
  return ({ rows, changed, parts = 0, of_parts = 0 }) => {
    if (parts < of_parts) return t("imports.applied_part", { rows, changed, parts, all: of_parts });
    return t(changed === 0 ? "imports.applied_nothing" : "imports.applied", { rows, changed });
  };
}
