/** What component tests stand on: Rust's answers, given by hand; the phone's words. */
import { afterEach, vi } from "vitest";
import type { LineView } from "../generated/LineView";

/** Answers to commands, by name. */
export type Answers = Record<string, (takes: Record<string, unknown>) => unknown>;

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

/** The line of a phone from which everything is sent. */
export const quietLine: LineView = {
  state: "idle",
  unsent: 0,
  unsent_since: null,
  bytes_left: 0,
  last_sync: null,
  told: [],
};

/** Sets what Rust answers; gives the list of what is asked. The line is quiet unless something else is said. */
export function rustAnswers(given: Answers): typeof asked {
  answers = { line: () => quietLine, ...given };
  asked.length = 0;
  return asked;
}

afterEach(() => {
  answers = {};
  vi.useRealTimers();
  document.body.innerHTML = "";
});
