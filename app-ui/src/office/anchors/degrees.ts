/** Places as offices write them: degrees with a point, WGS 84. */

/** Millionths of a degree as `32.398712`. */
export function degreesOf(millionths: number): string {
  return (millionths / 1_000_000).toFixed(6);
}

/** What was typed as degrees; null where it is no number. A comma is a point to some keyboards, and input methods write wide digits. */
export function degreesIn(typed: string): number | null {
  const plain = typed.normalize("NFKC").trim().replace(/[,。]/u, ".").replace(/°$/u, "");
  return /^-?\d{1,3}(\.\d+)?$/u.test(plain) ? Number(plain) : null;
}
