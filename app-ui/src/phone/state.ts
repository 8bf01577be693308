/** What every screen goes by: which face the program shows, how the line stands, what the person chose. */
import { reactive } from "vue";
import { call } from "../backend";
import type { LineView } from "../generated/LineView";
import type { ReminderView } from "../generated/ReminderView";
import type { Settings } from "../generated/Settings";
import type { Stage } from "../generated/Stage";
import { wear } from "../shared/looks/theme";
import { speak } from "./i18n";

interface PhoneState {
  /** Null until it is known. */
  phase: Stage | null;
  /** Whether days are counted for this person. */
  keepsAttendance: boolean;
  /** Whether the person is a first secretary now. */
  leadsTeam: boolean;
  line: LineView | null;
  settings: Settings | null;
  /** Counts the syncs that brought something to an end: who shows what comes down looks again. */
  synced: number;
  /** Notices that were raised and not put away. */
  notices: ReminderView[];
}

export const phone = reactive<PhoneState>({
  phase: null,
  keepsAttendance: true,
  leadsTeam: false,
  line: null,
  settings: null,
  synced: 0,
  notices: [],
});

/** Looks again which face is to be shown. */
export async function refreshStage(): Promise<void> {
  phone.phase = await call("stage");
  if (phone.phase !== "open") return;
  await refreshStatus();
  const who = await call("who");
  phone.keepsAttendance = who.keeps_attendance;
  phone.leadsTeam = who.roles.includes("first_secretary");
}

/** Looks again how the line stands. */
export async function refreshStatus(): Promise<void> {
  const before = phone.line;
  phone.line = await call("line");
  // The first sync of all counts, too: it brings the village.
  if (before !== null && phone.line.last_sync !== before.last_sync) phone.synced += 1;
}

/** Raises the notices that are due. */
export async function raiseNotices(): Promise<void> {
  const due = await call("reminders_to_raise");
  phone.notices = [...phone.notices, ...due];
}

/** Puts notices away: whoever looks at what they are about needs them no more. */
export function putAway(...about: ReminderView["about"][]): void {
  phone.notices = phone.notices.filter((notice) => !about.includes(notice.about));
}

/** Reads what the person chose, and shows the program so. */
export async function readSettings(): Promise<void> {
  show(await call("settings"));
}

/** Chooses otherwise. */
export async function choose(settings: Settings): Promise<void> {
  await call("choose", { settings });
  show(settings);
}

function show(settings: Settings): void {
  phone.settings = settings;
  const system = navigator.language.startsWith("en") ? "en" : "zh";
  speak((settings.language ?? system) === "en" ? "en" : "zh-CN");
  document.documentElement.dataset["type"] = settings.large_type ? "large" : "plain";
  wear(settings.theme);
}
