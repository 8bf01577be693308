/** Names wider than this (a Chinese sign is two, a letter one) leave no room for anything beside them on a narrow phone. */
const WIDEST_BESIDE = 24;
/** Where the wide signs begin. */
const WIDE = 0x2e80;

/** Whether a name gets a line of its own, so that what stands beside it does not press it into a column. */
export function isLong(name: string): boolean {
  const widths = [...name].map((sign) => ((sign.codePointAt(0) ?? 0) >= WIDE ? 2 : 1));
  return widths.reduce((sum, width) => sum + width, 0) > WIDEST_BESIDE;
}
