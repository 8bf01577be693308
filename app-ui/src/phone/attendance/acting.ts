/** What a tap does: one call at a time, its failure kept to be shown, the line's state looked at afterwards. */
import type { Attempt } from "../../shared/attempt";
import { useAttempt } from "../../shared/attempt";
import { refreshStatus } from "../state";

export interface Acting extends Pick<Attempt, "busy" | "failure"> {
  /** Does something; true if it was done. */
  act(what: () => Promise<unknown>): Promise<boolean>;
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

  return { busy, failure, act };
}
