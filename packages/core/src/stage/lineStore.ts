// Many lines, held as bytes in a few large pieces and found again by their numbers.

const PIECE = 1 << 20;
const NEWLINE = 10;

export class LineStore {
  readonly #pieces: Uint8Array[] = [];
  /** Bytes taken of the last piece. */
  #used = 0;
  /** Per line its piece, and its bounds there. */
  readonly #places: number[] = [];

  /** Keeps a copy of a line, with a newline after it. */
  add(line: Uint8Array): void {
    const piece = this.#pieceFor(line.length + 1);
    const end = this.#used + line.length;
    piece.set(line, this.#used);
    piece[end] = NEWLINE;
    this.#places.push(this.#pieces.length - 1, this.#used, end + 1);
    this.#used = end + 1;
  }

  /** The n-th line, its newline included. */
  at(n: number): Uint8Array {
    const [piece = 0, start, end] = this.#places.slice(3 * n, 3 * n + 3);
    return (this.#pieces[piece] ?? new Uint8Array(0)).subarray(start, end);
  }

  #pieceFor(length: number): Uint8Array {
    const last = this.#pieces.at(-1);
    if (last !== undefined && this.#used + length <= last.length) return last;
    const piece = new Uint8Array(Math.max(PIECE, length));
    this.#pieces.push(piece);
    this.#used = 0;
    return piece;
  }
}
