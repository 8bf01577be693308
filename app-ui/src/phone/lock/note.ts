/** The note that is being written on a locked phone. It outlives its screen, and the lock, until the phone has taken it. */
import { reactive, readonly } from "vue";
import { call, Failure } from "../../backend";
import { KEPT_AGAIN, KEPT_WITHIN } from "../../shared/writing/draft";

interface NoteState {
  text: string;
  /** Whether the phone has all of it. */
  kept: boolean;
  failure: Failure | null;
}

const state = reactive<NoteState>({ text: "", kept: true, failure: null }) as NoteState;
let id: string | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;
let isShown = false;
// One call at a time, in order: an older state must never be kept after a newer one.
let queue: Promise<unknown> = Promise.resolve();

export const note: Readonly<NoteState> = readonly(state) as Readonly<NoteState>;

/** The person types. */
export function writeNote(text: string): void {
  state.text = text;
  state.kept = false;
  timer ??= setTimeout(() => void keepNote(), KEPT_WITHIN);
}

/** Keeps at once what is still to be kept; true if all of it is. */
export async function keepNote(): Promise<boolean> {
  stop();
  queue = queue.then(keep);
  await queue;
  return state.kept;
}

/** Its screen is there. */
export function showNote(): void {
  isShown = true;
}

/** Its screen is left: a note that is kept is done with, one that is not is tried again, and is there when one comes back. */
export async function leaveNote(): Promise<void> {
  isShown = false;
  await keepNote();
}

/** Forgets it: another test. */
export function forgetNote(): void {
  stop();
  Object.assign(state, { text: "", kept: true, failure: null });
  id = null;
  queue = Promise.resolve();
}

async function keep(): Promise<void> {
  const text = state.text;
  if (!state.kept) {
    try {
      id = await call("keep_locked_note", { id, text });
      state.failure = null;
      state.kept = text === state.text;
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      state.failure = thrown;
      timer ??= setTimeout(() => void keepNote(), KEPT_AGAIN);
    }
  }
  if (state.kept && !isShown) forgetNote();
}

function stop(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
}
