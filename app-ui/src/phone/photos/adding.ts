/** A file that a person chose or took, brought to Rust piece by piece: no screen waits, and no photo is ever a list of numbers. */
import { call } from "../../backend";
import type { PhotoRefView } from "../../generated/PhotoRefView";

/** Bytes of a piece; a multiple of three, so that base64 pads only the last one. */
export const PIECE = 384 * 1024;

/** Puts a file into a form as a photo. */
export async function addPhoto(file: File, form: string): Promise<PhotoRefView> {
  const number = await call("begin_photo");
  for (let at = 0; at < file.size; at += PIECE) {
    await call("photo_piece", { number, base64: await inBase64(file.slice(at, at + PIECE)) });
  }
  const changed = Math.floor(file.lastModified / 1000);
  return call("keep_photo", { number, form, changed_at: changed > 0 ? changed : null });
}

function inBase64(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("a file that can't be read"));
    reader.readAsDataURL(piece);
  });
}
