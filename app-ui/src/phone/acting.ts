/** What a tap does: one call at a time, its failure kept to be shown, the line's state looked at afterwards. */
import type { Attempt } from "../shared/attempt";
import { useAttempt } from "../shared/attempt";
import { refreshStatus } from "./state";

/** What was judged is not any more what was shown. */
const CHANGED = "judgement.changed_meanwhile";

export interface Acting extends Pick<Attempt, "busy" | "failure"> {
  /** Does something; true if it was done. */
  act(what: () => Promise<unknown>): Promise<boolean>;
  /** Judges what is shown, and looks again: also where it has just become another, which is told. */
  judge(what: () => Promise<unknown>, look: () => Promise<unknown>): Promise<void>;
}

export function useActing(): Acting {
  const { busy, failure, attempt } = useAttempt();

  async function act(what: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    failure.value = null;
    return attempt(async () => {
      await what();
      await refreshStatus();
    });
  }

  async function judge(what: () => Promise<unknown>, look: () => Promise<unknown>): Promise<void> {
    if (await act(what)) {
      await look();
      return;
    }
    const told = failure.value;
    if (told?.code !== CHANGED) return;
    await look();
    failure.value = told;
  }

  return { busy, failure, act, judge };
}
