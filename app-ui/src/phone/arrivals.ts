/** What comes down with a sync is shown where it belongs, without anybody asking for it. */
import { watch } from "vue";
import { phone } from "./state";

/** Looks again after each sync, as long as the component lives. */
export function onArrival(look: () => unknown): void {
  watch(() => phone.synced, () => void look());
}
