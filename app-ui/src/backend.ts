/** The one place that calls Rust. Commands and their types are written from Rust (`src/generated/commands.ts`). */
import { Channel, invoke } from "@tauri-apps/api/core";
import type { Commands } from "./generated/commands";
import { failureOf } from "./shared/failure";

export { Failure, failureOf } from "./shared/failure";

type Takes<K extends keyof Commands> = Commands[K]["takes"];
type Arguments<K extends keyof Commands> = Takes<K> extends Record<string, never> ? [] : [Takes<K>];

/** Calls a command. */
export async function call<K extends keyof Commands>(command: K, ...[takes]: Arguments<K>): Promise<Commands[K]["gives"]> {
  try {
    return await invoke<Commands[K]["gives"]>(command, takes);
  } catch (thrown) {
    throw failureOf(thrown);
  }
}

/** A channel on which a command tells of what happens later. */
export function channel<T>(heard: (message: T) => void): Channel<T> {
  const made = new Channel<T>();
  made.onmessage = heard;
  return made;
}
