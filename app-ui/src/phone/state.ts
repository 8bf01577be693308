/** What every screen goes by: which face the program shows, how the line stands, what the person chose. */
import { reactive } from "vue";
import { call, Failure } from "../backend";
import type { LineView } from "../generated/LineView";
import type { ReminderView } from "../generated/ReminderView";
import type { Settings } from "../generated/Settings";
import type { Stage } from "../generated/Stage";
import type { VillagesView } from "../generated/VillagesView";
import { wear } from "../shared/looks/theme";
import { speak } from "./i18n";

interface PhoneState {
  /** Null until it is known. */
  phase: Stage | null;
  /** Whether days are counted for this person. */
  keepsAttendance: boolean;
  /** Whether the person is a first secretary now. */
  leadsTeam: boolean;
  /** The person's villages, and the one that the screens are about. */
  villages: VillagesView;
  /** Counts the choices of a village: what is shown begins anew with each. */
  chosen: number;
  line: LineView | null;
  settings: Settings | null;
  /** Counts the syncs that brought something to an end: who shows what comes down looks again. */
  synced: number;
  /** Notices that are due and were not put away. */
  notices: ReminderView[];
}

export const phone = reactive<PhoneState>({
  phase: null,
  keepsAttendance: true,
  leadsTeam: false,
  villages: { present: null, villages: [] },
  chosen: 0,
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
  await lookWho();
}

/** Whose phone it is and where they work: a sync may bring another role. */
async function lookWho(): Promise<void> {
  const who = await call("who");
  phone.keepsAttendance = who.keeps_attendance;
  phone.leadsTeam = who.roles.includes("first_secretary");
  phone.villages = await call("villages", { day: null });
}

/** Chooses the village that the screens are about. */
export async function chooseVillage(village: string): Promise<void> {
  phone.villages = await call("choose_village", { village });
  phone.chosen += 1;
}

/** Looks again how the line stands. */
export async function refreshStatus(): Promise<void> {
  const before = phone.line;
  phone.line = await call("line");
  // The first look at all finds nothing new; a first sync does.
  if (before === null || phone.line.last_sync === before.last_sync) return;
  phone.synced += 1;
  await lookWho();
}

/** Raises the notices that are due. */
export async function raiseNotices(): Promise<void> {
  phone.notices = await call("reminders_to_raise");
}

/** A notice was read: it goes, and is not raised again. What can't be noted now is raised once more, which costs a tap. */
export async function putNoticeAway(notice: ReminderView): Promise<void> {
  phone.notices = phone.notices.filter((other) => other.key !== notice.key);
  try {
    await call("put_reminder_away", { key: notice.key });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
  }
}

/** Puts notices away: whoever looks at what they are about needs them no more. */
export function putAway(...about: ReminderView["about"][]): void {
  phone.notices.filter((notice) => about.includes(notice.about)).forEach((notice) => void putNoticeAway(notice));
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
