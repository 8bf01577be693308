/** What component tests stand on: Rust's answers, given by hand; the phone's words. */
import { afterEach, beforeEach, vi } from "vitest";
import { forgetDrafts } from "./writing/unkept";

/** Answers to commands, by name. */
export type Answers = Record<string, (takes: Record<string, unknown>) => unknown>;

/** How the line stands, where the person works, that no month waits, no photo is left over and no phone put aside, where a test says nothing of it. */
const STILL: Answers = {
  months_waiting: () => [],
  unplaced_photos: () => [],
  unread_photos: () => [],
  phones_aside: () => [],
  newer_program: () => null,
  photos_waiting: () => ({ thumbnails: 0, pictures: 0, bytes: 0 }),
  line: () => ({ state: "idle", unsent: 0, unsent_since: null, bytes_left: 0, photos_left: 0, photo_bytes_left: 0, last_sync: null, needs_code: false, told: [] }),
  villages: () => ({ present: null, villages: [] }),
};

// What tests tell of is 2017's, and days of another year are said otherwise: it is the end of that year for all that look at a clock.
// Timers go on as they do.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2017, 11, 28, 4) });
});

/** jsdom lays nothing out, so nothing there ever changes its size. */
globalThis.ResizeObserver = class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

const asked: { command: string; takes: Record<string, unknown> }[] = [];
let answers: Answers = {};

vi.mock("@tauri-apps/api/core", () => ({
  Channel: class {
    onmessage: (message: unknown) => void = () => undefined;
  },
  invoke: async (command: string, takes: Record<string, unknown> = {}) => {
    asked.push({ command, takes: JSON.parse(JSON.stringify(takes)) as Record<string, unknown> });
    const answer = answers[command];
    if (answer === undefined) throw new Error(`no answer to ${command}`);
    return answer(takes);
  },
}));

/** Sets what Rust answers; gives the list of what is asked. */
export function rustAnswers(given: Answers): typeof asked {
  answers = { ...STILL, ...given };
  asked.length = 0;
  return asked;
}

afterEach(() => {
  forgetDrafts();
  answers = {};
  vi.useRealTimers();
  document.body.innerHTML = "";
});
