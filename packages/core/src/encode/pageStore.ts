// Where the pages of Parquet files wait until they are compressed: in pieces of memory that are used again, because the garbage
// collector would come to a buffer a page too late.

/** Bytes of a piece; a larger page gets memory of its own. */
const PIECE = 1 << 20;
/** Pages begin at multiples of it. */
const ALIGNMENT = 8;

interface PagePiece {
  readonly bytes: Uint8Array;
  /** Where the next page goes. */
  end: number;
  /** Pages that are still needed. */
  pages: number;
}

export class PageStore {
  readonly #pieces = new Map<ArrayBufferLike, PagePiece>();
  readonly #free: PagePiece[] = [];
  #piece: PagePiece | undefined;

  /** Copies a page, which may be in several parts. It stays until it is released. */
  copy(...parts: readonly Uint8Array[]): Uint8Array {
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    const page = size > PIECE ? new Uint8Array(size) : this.#room(size);
    let at = 0;
    for (const part of parts) {
      page.set(part, at);
      at += part.length;
    }
    return page;
  }

  #room(size: number): Uint8Array {
    let piece = this.#piece;
    if (piece === undefined || piece.end + size > PIECE) {
      if (piece !== undefined && piece.pages === 0) this.#reuse(piece);
      piece = this.#piece = this.#free.pop() ?? this.#newPiece();
    }
    const page = piece.bytes.subarray(piece.end, piece.end + size);
    piece.end = Math.min(PIECE, Math.ceil((piece.end + size) / ALIGNMENT) * ALIGNMENT);
    piece.pages++;
    return page;
  }

  #newPiece(): PagePiece {
    const piece = { bytes: new Uint8Array(PIECE), end: 0, pages: 0 };
    this.#pieces.set(piece.bytes.buffer, piece);
    return piece;
  }

  /** Nobody looks at the page any more. */
  release(page: Uint8Array): void {
    const piece = this.#pieces.get(page.buffer);
    if (piece !== undefined && --piece.pages === 0 && piece !== this.#piece) this.#reuse(piece);
  }

  #reuse(piece: PagePiece): void {
    piece.end = 0;
    this.#free.push(piece);
  }
}
