/** The present day as the phone has worked it out: its wall clock may be wrong, and what a rule refuses is told by that day. */
import { ref, type Ref } from "vue";
import { call } from "../backend";

export interface PresentDay {
  /** ISO; empty until it is known. */
  today: Ref<string>;
  /** Resolves once it is known. */
  known: Promise<string>;
}

/** Asks for the present day. */
export function usePresentDay(): PresentDay {
  const today = ref("");
  const known = call("present_day").then((day) => {
    today.value = day;
    return day;
  });
  // Who waits for it tells why it did not come; elsewhere a field merely knows no last day.
  known.catch(() => undefined);
  return { today, known };
}
