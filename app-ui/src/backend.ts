/** The one place that calls Rust. Commands and their types are written from Rust (`src/generated/commands.ts`). */
import { Channel, invoke } from "@tauri-apps/api/core";
import type { Commands } from "./generated/commands";
import type { FailureView } from "./generated/FailureView";
import type { SentenceView } from "./generated/SentenceView";

type Takes<K extends keyof Commands> = Commands[K]["takes"];
type Arguments<K extends keyof Commands> = Takes<K> extends Record<string, never> ? [] : [Takes<K>];

/** Why a call was refused or failed; what was typed stays on the screen. */
export class Failure extends Error {
  readonly sentences: SentenceView[];
  readonly ofTheLine: boolean;

  constructor(view: FailureView) {
    super(view.sentences.map((sentence) => `${sentence.en} (${sentence.code})`).join(" "));
    this.name = "Failure";
    this.sentences = view.sentences;
    this.ofTheLine = view.of_the_line;
  }

  /** The code of the first sentence. */
  get code(): string {
    return this.sentences[0]?.code ?? "client.unknown";
  }
}

/** Calls a command. */
export async function call<K extends keyof Commands>(command: K, ...[takes]: Arguments<K>): Promise<Commands[K]["gives"]> {
  try {
    return await invoke<Commands[K]["gives"]>(command, takes);
  } catch (thrown) {
    throw failureOf(thrown);
  }
}

/** What was thrown as a failure that can be shown; what nobody foresaw is told by its own words. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure(isFailure(thrown) ? thrown : unexpected(thrown));
}

/** A channel on which a command tells of what happens later. */
export function channel<T>(heard: (message: T) => void): Channel<T> {
  const made = new Channel<T>();
  made.onmessage = heard;
  return made;
}

function isFailure(thrown: unknown): thrown is FailureView {
  return typeof thrown === "object" && thrown !== null && Array.isArray((thrown as FailureView).sentences);
}

function unexpected(thrown: unknown): FailureView {
  const detail = String(thrown);
  return { sentences: [{ code: "app.unexpected", zh: detail, en: detail }], of_the_line: false };
}
