/** A file that a person chose or took, brought to Rust piece by piece: no screen waits, and no photo is ever a list of numbers. */
import { watch } from "vue";
import { call, Failure } from "../../backend";
import { phone, refreshStage } from "../state";
import type { PhotoRefView } from "../../generated/PhotoRefView";

/** Bytes of a piece; a multiple of three, so that base64 pads only the last one. */
export const PIECE = 384 * 1024;

/** Brings a picture to Rust; gives the number under which it lies there. */
export async function bring(picture: Blob): Promise<number> {
  const number = await call("begin_photo");
  for (let at = 0; at < picture.size; at += PIECE) {
    await call("photo_piece", { number, base64: await inBase64(picture.slice(at, at + PIECE)) });
  }
  return number;
}

/** Puts a file into a form as a photo. */
export function addPhoto(file: File, form: string): Promise<PhotoRefView> {
  return bringOpen(file, (number, changed_at) => call("keep_photo", { number, form, changed_at }));
}

/** Brings a file to Rust and has it kept: by its number, and when it was last changed (Unix seconds). A lock is waited for. */
export async function bringOpen<T>(file: File, keep: (number: number, changed_at: number | null) => Promise<T>): Promise<T> {
  const number = await bring(file);
  const changed = Math.floor(file.lastModified / 1000);
  for (;;) {
    try {
      return await keep(number, changed > 0 ? changed : null);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== "app.locked") throw thrown;
      // Rust has it whole and keeps it under its number until the phone is open again.
      await open();
    }
  }
}

/** Resolves when the phone is open. */
async function open(): Promise<void> {
  await refreshStage();
  await new Promise<void>((resolve) => {
    const stop = watch(
      () => phone.phase === "open",
      (isOpen) => {
        if (!isOpen) return;
        resolve();
        void Promise.resolve().then(() => stop());
      },
      { immediate: true },
    );
  });
}

function inBase64(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("a file that can't be read"));
    reader.readAsDataURL(piece);
  });
}
