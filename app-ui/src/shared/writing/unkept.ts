/**
 * Every draft that a form holds, by its id, until it is written, thrown away or left with all of it kept. What the phone does not
 * take (its disk is full, it was locked) stays here and is tried again, whether or not its form is still on the screen.
 */
import { shallowRef, type InjectionKey, type ShallowRef } from "vue";
import type { Failure } from "../../backend";

/** A draft in a form's hands. */
export interface HeldDraft {
  /** Its fields as they are now. */
  fields: Record<string, unknown>;
  /** Whether its form is on the screen. */
  isOpen(): boolean;
  /** Whether everything in it is kept. */
  isKept(): boolean;
  /** Why its last words could not be kept; null where they were, or where it was not tried yet. */
  unkept(): Failure | null;
  /** Tries to keep them at once. */
  keep(): Promise<void>;
  /** Another form goes on with it: what still comes for it comes there. Resolves when the last call that keeps it has answered. */
  handOver(to: Record<string, unknown>): Promise<unknown>;
}

/** A question to who leaves a form whose words are not kept. */
export interface Question {
  failure: Failure;
  answer(leaves: boolean): void;
}

/** What a field within a form may ask of its draft. */
export interface DraftOfForm {
  /** What a field of it holds now, wherever the draft has gone. */
  get(field: string): unknown;
  /** Puts something into a field, also after the form was left. */
  put(field: string, value: unknown): void;
  /** The draft is neither written nor left before this has come; what does not come while it is to be written is why it is not. */
  waitFor<T>(work: Promise<T>): Promise<T>;
}

export const DRAFT_OF_FORM: InjectionKey<DraftOfForm> = Symbol("the form's draft");

const held = new Map<string, HeldDraft>();
/** Drafts that a lock took off the screen, by the place where they were. */
const interrupted = new Map<string, string>();

/** What who leaves is asked; null while nothing is. */
export const question: ShallowRef<Question | null> = shallowRef(null);

/** A form holds this draft from now on; gives what another one still held of it. */
export function take(id: string, one: HeldDraft): HeldDraft | null {
  const before = held.get(id) ?? null;
  held.set(id, one);
  return before === one ? null : before;
}

/** A form is through with its draft. */
export function release(id: string, one: HeldDraft): void {
  if (held.get(id) === one) held.delete(id);
}

/** Whether something of this draft is in a form's hands only. */
export function isUnkept(id: string): boolean {
  return held.get(id)?.isKept() === false;
}

/** A lock takes a form off the screen: what was said there is there again afterwards, also where its kind has no key. */
export function interrupt(place: string, id: string): void {
  interrupted.set(place, id);
}

/** The draft that was on the screen in a place when the phone was locked. Asked once. */
export function interruptedAt(place: string): string | null {
  const id = interrupted.get(place) ?? null;
  interrupted.delete(place);
  return id;
}

/** Whether who is about to leave may: asked only where words on the screen are not kept and can't be kept just now. */
export async function mayLeave(): Promise<boolean> {
  question.value?.answer(false);
  const open = [...held.values()].filter((one) => one.isOpen() && one.unkept() !== null);
  await Promise.all(open.map((one) => one.keep()));
  const failure = open.map((one) => one.unkept()).find((one) => one !== null && one.code !== "app.locked") ?? null;
  if (failure === null) return true;
  return new Promise((resolve) => {
    question.value = {
      failure,
      answer: (leaves) => {
        question.value = null;
        resolve(leaves);
      },
    };
  });
}

/** Forgets all of them: another test. */
export function forgetDrafts(): void {
  held.clear();
  interrupted.clear();
  question.value = null;
}
