/** What every screen goes by: which face the program shows, and how things stand with the line. */
import { reactive } from "vue";
import { call } from "../backend";
import type { Stage } from "../generated/Stage";
import type { StatusView } from "../generated/StatusView";

interface PhoneState {
  /** Null until it is known. */
  phase: Stage | null;
  /** Whether days are counted for this person. */
  keepsAttendance: boolean;
  status: StatusView | null;
}

export const phone = reactive<PhoneState>({ phase: null, keepsAttendance: true, status: null });

/** Looks again which face is to be shown. */
export async function refreshStage(): Promise<void> {
  phone.phase = await call("stage");
  if (phone.phase === "open") await refreshStatus();
}

/** Looks again how things stand with the line. */
export async function refreshStatus(): Promise<void> {
  phone.status = await call("status");
}
