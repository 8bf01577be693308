/** The watermark: name, village, time, place, drawn when a photo is shown or shared. What is stored has none. */
import type { PhotoView } from "../../generated/PhotoView";
import { dayOf, timeOfDay } from "../../shared/words/days";

/** What stands in it, line by line. A time that the camera did not tell is said to be when the photo was added. */
export function watermark(photo: PhotoView, added: (time: string) => string): string[] {
  const stamp = (seconds: number) => `${dayOf(seconds * 1000)} ${timeOfDay(seconds * 1000)}`;
  const lines = [[photo.village_name, photo.who.name].filter((word) => word !== null && word !== "").join(" · ")];
  if (photo.taken_at !== null) lines.push(stamp(photo.taken_at));
  else if (photo.added_at !== null) lines.push(added(stamp(photo.added_at)));
  else if (photo.day !== null) lines.push(photo.day);
  if (photo.place !== null) lines.push(photo.place.map((micro) => (micro / 1e6).toFixed(4)).join(", "));
  return lines;
}

/** A copy of a picture with its watermark in it, to be shared. */
export async function stamped(address: string, lines: readonly string[]): Promise<Blob> {
  const image = await loaded(address);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const ink = canvas.getContext("2d");
  if (ink === null) throw new Error("no canvas");
  ink.drawImage(image, 0, 0);
  const size = Math.max(16, Math.round(Math.min(canvas.width, canvas.height) / 32));
  ink.font = `${size}px sans-serif`;
  ink.textBaseline = "bottom";
  const height = size * 1.35 * lines.length + size * 0.6;
  ink.fillStyle = "rgba(0, 0, 0, 0.55)";
  ink.fillRect(0, canvas.height - height, canvas.width, height);
  ink.fillStyle = "#ffffff";
  lines.forEach((line, at) => {
    ink.fillText(line, size * 0.6, canvas.height - size * 0.3 - size * 1.35 * (lines.length - 1 - at), canvas.width - size * 1.2);
  });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/jpeg", 0.85);
  });
}

function loaded(address: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("a picture that can't be shown"));
    image.src = address;
  });
}
