// Follows the position in a source, between two lines, and can begin there again: what was read before is skipped, but for
// the lines that name the columns.
import { feed } from "@flowlogs/cli";
import type { StageWorker } from "@flowlogs/core/stages";

/** A position between two lines of a source, in its decompressed bytes. */
export interface LinePosition {
  /** Bytes before it. */
  readonly offset: number;
  /** Lines before it. */
  readonly line: number;
  /** The last header before it: a range of whole lines. */
  readonly header?: ByteSpan | undefined;
  /** The headers before that one, whose lines may come again. */
  readonly headers?: readonly ByteSpan[] | undefined;
}

/** Bytes of a source. */
export type ByteSpan = readonly [from: number, to: number];

/** Headers that are remembered; the decoder remembers no more formats. */
const MAX_HEADERS = 16;

export class LineTracker {
  readonly #worker: StageWorker;
  readonly #from: LinePosition | undefined;
  #offset = 0;
  /** In order, the last one last. */
  #headers: readonly ByteSpan[];
  /** The bytes that come now are new. */
  #isResumed: boolean;

  constructor(worker: StageWorker, from?: LinePosition) {
    this.#worker = worker;
    this.#from = from;
    this.#headers = [...(from?.headers ?? []), ...(from?.header === undefined ? [] : [from.header])];
    this.#isResumed = from === undefined;
  }

  /** The offset of the next bytes that matter; the caller may jump over those before. */
  get next(): number {
    const { offset = 0 } = this.#from ?? {};
    if (this.#offset >= offset) return this.#offset;
    const [from] = this.#headers.find(([, to]) => this.#offset < to) ?? [offset];
    return Math.max(this.#offset, from);
  }

  /** Bytes before the next ones. */
  get offset(): number {
    return this.#offset;
  }

  jump(offset: number): void {
    this.#offset = offset;
  }

  /** Takes the next bytes. */
  take(piece: Uint8Array): void {
    const begin = this.#offset;
    this.#offset += piece.length;
    const known = Math.min(piece.length, Math.max(0, (this.#from?.offset ?? 0) - begin));
    if (known > 0) this.#prime(piece.subarray(0, known), begin);
    if (known < piece.length) this.#feed(piece.subarray(known), begin + known);
  }

  /** The position of the source if the reading ends now. */
  position(): LinePosition {
    if (!this.#isResumed && this.#from !== undefined) return this.#from;
    const { line, rest } = this.#worker.standing();
    const header = this.#headers.at(-1);
    const headers = this.#headers.slice(0, -1);
    return { offset: this.#offset - rest, line, ...(header && { header }), ...(headers.length > 0 && { headers }) };
  }

  /** The same when an unfinished line counts as a line. */
  end(): LinePosition {
    const { rest, line } = this.#worker.standing();
    return { ...this.position(), offset: this.#offset, line: line + Number(rest > 0) };
  }

  #prime(piece: Uint8Array, begin: number): void {
    for (const [from, to] of this.#headers) {
      const lines = piece.subarray(Math.max(0, from - begin), Math.max(0, to - begin));
      if (lines.length > 0) this.#worker.prime(lines);
    }
  }

  #feed(piece: Uint8Array, begin: number): void {
    if (!this.#isResumed) this.#worker.continueAt(this.#from?.line ?? 0);
    this.#isResumed = true;
    const before = this.#worker.standing();
    feed(piece, this.#worker);
    const after = this.#worker.standing();
    if (after.headers === before.headers) return;
    this.#headers = [...this.#headers.slice(1 - MAX_HEADERS), [begin - before.rest, this.#offset - after.rest]];
  }
}
