// Many lines, held as bytes in a few large pieces and found again by their numbers.

const PIECE = 1 << 20;
const NEWLINE = 10;

export class LineStore {
  readonly #pieces: Uint8Array[] = [];
  /** Bytes taken of each piece. */
  readonly #used: number[] = [];
  /** Per line its piece, and its bounds there. */
  readonly #places: number[] = [];

  /** Keeps a copy of a line, with a newline after it. */
  add(line: Uint8Array): void {
    const piece = this.#pieceFor(line.length + 1);
    const last = this.#pieces.length - 1;
    const start = this.#used[last] ?? 0;
    const end = start + line.length;
    piece.set(line, start);
    piece[end] = NEWLINE;
    this.#places.push(last, start, end + 1);
    this.#used[last] = end + 1;
  }

  /** How many lines there are. */
  get length(): number {
    return this.#places.length / 3;
  }

  /** The n-th line, its newline included. */
  at(n: number): Uint8Array {
    const [piece = 0, start, end] = this.#places.slice(3 * n, 3 * n + 3);
    return (this.#pieces[piece] ?? new Uint8Array(0)).subarray(start, end);
  }

  /** All lines in order, many at a time. */
  parts(): readonly Uint8Array[] {
    return this.#pieces.map((piece, i) => piece.subarray(0, this.#used[i]));
  }

  #pieceFor(length: number): Uint8Array {
    const last = this.#pieces.at(-1);
    if (last !== undefined && (this.#used.at(-1) ?? 0) + length <= last.length) return last;
    // The first one is small: many a store has a few lines.
    const piece = new Uint8Array(Math.max(last === undefined ? PIECE / 16 : PIECE, length));
    this.#pieces.push(piece);
    this.#used.push(0);
    return piece;
  }
}
