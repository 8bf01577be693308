/** A text with marked ranges as pieces to be drawn. */

export interface Piece {
  text: string;
  marked: boolean;
}

/** The pieces of a text, in order. Ranges count as JavaScript does, are in order and do not overlap. */
export function piecesOf(text: string, marks: readonly { offset: number; length: number }[]): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { offset, length } of marks) {
    pieces.push({ text: text.slice(done, offset), marked: false }, { text: text.slice(offset, offset + length), marked: true });
    done = offset + length;
  }
  pieces.push({ text: text.slice(done), marked: false });
  return pieces.filter((piece) => piece.text !== "");
}
