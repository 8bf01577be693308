/** The bar's figure at 问题. */
import { setCount } from "../sections";
import type { Schemas } from "../server";

/** Says how much one's own office has to see to: what it owes, and what came up to it since those below are late. */
export function sayWaiting({ owed, late_below }: Pick<Schemas["ProblemsOfOffice"], "owed" | "late_below">): void {
  setCount("/problems", owed + late_below);
}
