/** Pictures for Rust's QR reader: grey, square, no larger than it needs. */

/** Longest side sent; at 800 pixels the densest of our codes has five a module when it fills half of the picture. */
const LONGEST = 800;

export interface GreyFrame {
  width: number;
  height: number;
  /** A byte a pixel, in base64. */
  grey: string;
}

/** Brightness as the eye has it, of RGBA. */
export function greyBytes(rgba: Uint8ClampedArray): Uint8Array {
  const grey = new Uint8Array(rgba.length / 4);
  for (let pixel = 0; pixel < grey.length; pixel += 1) {
    const at = pixel * 4;
    grey[pixel] = ((rgba[at] ?? 0) * 77 + (rgba[at + 1] ?? 0) * 150 + (rgba[at + 2] ?? 0) * 29) >> 8;
  }
  return grey;
}

/** Base64, in pieces, since a call takes only so many arguments. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += 8192) {
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  }
  return btoa(text);
}

/** The part of a picture that is sent: of a camera's the square in the middle, which the frame on the screen shows. */
export function cut(width: number, height: number, square: boolean): { x: number; y: number; width: number; height: number; scale: number } {
  const side = Math.min(width, height);
  const [w, h] = square ? [side, side] : [width, height];
  return { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h, scale: Math.min(1, LONGEST / Math.max(w, h)) };
}

/** Draws a picture small and grey; nothing where there is no picture yet. */
export function greyFrame(picture: CanvasImageSource, width: number, height: number, square: boolean): GreyFrame | null {
  const part = cut(width, height, square);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(part.width * part.scale);
  canvas.height = Math.round(part.height * part.scale);
  const context = canvas.getContext("2d");
  if (context === null || canvas.width === 0 || canvas.height === 0) return null;
  context.drawImage(picture, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
  const rgba = context.getImageData(0, 0, canvas.width, canvas.height).data;
  return { width: canvas.width, height: canvas.height, grey: base64(greyBytes(rgba)) };
}
