/** Photos that did not get into the form that they were chosen for, and nobody was at that form any more: told wherever one is by now, until it is read. */
import { shallowRef } from "vue";
import { call, failureOf, type Failure } from "../../backend";
import { bringOpen } from "./adding";

/** Rust has it: it is offered by every form with photos. */
const FORM_GONE = "photo.form_gone";

export interface LostPhoto {
  file: File;
  /** Why it did not get into its form, or why the last try failed. */
  failure: Failure;
  /** Whether Rust has it, so that a form can take it. */
  kept: boolean;
  /** When it did not get in: Unix milliseconds. */
  moment: number;
}

/** The photos that are still to be told of, the oldest first. */
export const lostPhotos = shallowRef<LostPhoto[]>([]);

/** A photo did not get in, and its form is not on the screen any more. */
export function losePhoto(file: File, failure: Failure, moment = Date.now()): void {
  lostPhotos.value = [...lostPhotos.value, { file, failure, kept: failure.code === FORM_GONE, moment }];
}

/** It was read. */
export function forgetLost(one: LostPhoto): void {
  lostPhotos.value = lostPhotos.value.filter((other) => other !== one);
}

/** Brings it to Rust once more: into no form, since nobody is at one; from there every form with photos offers it. */
export async function keepLost(one: LostPhoto): Promise<void> {
  const become = (now: Partial<LostPhoto>) => {
    lostPhotos.value = lostPhotos.value.map((other) => (other === one ? { ...one, ...now } : other));
  };
  try {
    await bringOpen(one.file, (number, changed_at) => call("keep_unplaced_photo", { number, changed_at }));
    become({ kept: true });
  } catch (thrown) {
    become({ failure: failureOf(thrown) });
  }
}
