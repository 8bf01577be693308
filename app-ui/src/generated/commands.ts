// Written from Rust by `UPDATE_TS=1 cargo nextest run -p cunji-app`. Do not edit.
import type { DraftView } from "./DraftView";
import type { LockView } from "./LockView";
import type { LockedNoteView } from "./LockedNoteView";
import type { PinRulesView } from "./PinRulesView";
import type { Said } from "./Said";
import type { Stage } from "./Stage";
import type { StatusView } from "./StatusView";
import type { SyncView } from "./SyncView";
import type { TodayView } from "./TodayView";
import type { WrittenView } from "./WrittenView";

export interface Commands {
  stage: { takes: Record<string, never>; gives: Stage };
  enrol: { takes: { server: string; code: string; secret: string }; gives: null };
  unlock: { takes: { secret: string }; gives: null };
  lock_view: { takes: Record<string, never>; gives: LockView };
  pin_rules: { takes: Record<string, never>; gives: PinRulesView };
  recover: { takes: { code: string; secret: string }; gives: null };
  change_pin: { takes: { present: string; secret: string }; gives: null };
  keep_locked_note: { takes: { id?: string | null; text: string }; gives: string | null };
  locked_notes: { takes: Record<string, never>; gives: Array<LockedNoteView> };
  take_locked_note: { takes: { id: string; day: string }; gives: null };
  dismiss_locked_note: { takes: { id: string }; gives: null };
  lock: { takes: Record<string, never>; gives: null };
  status: { takes: Record<string, never>; gives: StatusView };
  sync_now: { takes: Record<string, never>; gives: SyncView };
  open_form: { takes: { kind: string; village?: string | null; said: Said }; gives: DraftView };
  open_form_of: { takes: { record: string }; gives: DraftView };
  keep_form: { takes: { id: string; fields: Said }; gives: null };
  write_form: { takes: { id: string; fields: Said }; gives: WrittenView };
  leave_form: { takes: { id: string }; gives: null };
  discard_form: { takes: { id: string }; gives: null };
  forms: { takes: Record<string, never>; gives: Array<DraftView> };
  today: { takes: { day?: string | null }; gives: TodayView };
  open_day: { takes: { day: string }; gives: DraftView };
  say_stay: { takes: { day: string; stay: string }; gives: WrittenView };
  read_qr: { takes: { width: number; height: number; grey: string }; gives: string | null };
  qr_picture: { takes: { text: string }; gives: string };
  share_text: { takes: { text: string; title: string }; gives: null };
}
