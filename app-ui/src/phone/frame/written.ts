/** What was written last: told on the screen that its writer is led to, in the same words whatever it was. */
import { shallowRef } from "vue";
import { refreshStatus } from "../state";

/** What may be written; each has its name in this folder's strings. */
export type What =
  | "visit"
  | "household_note"
  | "contact"
  | "friendship"
  | "problem"
  | "leave_request"
  | "leave_reason"
  | "voice_leave"
  | "objection"
  | "judgement"
  | "complaint"
  | "mended";

export interface Written {
  what: What;
  /** Unix milliseconds. */
  moment: number;
}

/** Null where nothing is to be told (any more). */
export const written = shallowRef<Written | null>(null);
let leads = false;

/** Tells that something was written, and looks how the line stands with it. `next`: its writer is led to another screen now. */
export async function tellWritten(what: What, where: "next" | "here" = "next"): Promise<void> {
  written.value = { what, moment: Date.now() };
  leads = where === "next";
  await refreshStatus();
}

/** Another screen is shown: what was told on the one before is over. */
export function turnedTo(): void {
  if (leads) leads = false;
  else written.value = null;
}
