// Knows where it is in what a source holds, between two lines, and can begin there again: what was read before is passed
// over, but for the lines that said what the columns are.
import { feed } from "@flowlogs/cli";
import type { StageWorker } from "@flowlogs/core/stages";

/** A place between two lines of what a source holds, decompressed if need be. */
export interface LinePosition {
  /** Bytes before it. */
  readonly offset: number;
  /** Lines before it. */
  readonly line: number;
  /** Whole lines before it, by their bytes, the last header among them. */
  readonly header?: FormatStretch | undefined;
  /** The same of the headers before that one, whose lines may come again. */
  readonly headers?: readonly FormatStretch[] | undefined;
}

/** Bytes of a source. */
export type FormatStretch = readonly [from: number, to: number];

/** Stretches with headers that are kept; the decoder remembers no more formats. */
const HEADERS = 16;

export class Tracker {
  readonly #worker: StageWorker;
  readonly #from: LinePosition | undefined;
  #offset = 0;
  /** In order, the last one last. */
  #headers: readonly FormatStretch[];
  /** What comes now was not read before. */
  #isThere: boolean;

  constructor(worker: StageWorker, from?: LinePosition) {
    this.#worker = worker;
    this.#from = from;
    this.#headers = [...(from?.headers ?? []), ...(from?.header === undefined ? [] : [from.header])];
    this.#isThere = from === undefined;
  }

  /** Where the next bytes are that are of use; what lies before them may be left out, by a jump there. */
  get next(): number {
    const { offset = 0 } = this.#from ?? {};
    if (this.#offset >= offset) return this.#offset;
    const [from] = this.#headers.find(([, to]) => this.#offset < to) ?? [offset];
    return Math.max(this.#offset, from);
  }

  /** Bytes before what comes next. */
  get offset(): number {
    return this.#offset;
  }

  jump(offset: number): void {
    this.#offset = offset;
  }

  /** The bytes that come next. */
  take(piece: Uint8Array): void {
    const begin = this.#offset;
    this.#offset += piece.length;
    const known = Math.min(piece.length, Math.max(0, (this.#from?.offset ?? 0) - begin));
    if (known > 0) this.#prime(piece.subarray(0, known), begin);
    if (known < piece.length) this.#feed(piece.subarray(known), begin + known);
  }

  /** Where the source is left if it is left now. */
  position(): LinePosition {
    if (!this.#isThere && this.#from !== undefined) return this.#from;
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
    if (!this.#isThere) this.#worker.continueAt(this.#from?.line ?? 0);
    this.#isThere = true;
    const before = this.#worker.standing();
    feed(piece, this.#worker);
    const after = this.#worker.standing();
    if (after.headers === before.headers) return;
    this.#headers = [...this.#headers.slice(1 - HEADERS), [begin - before.rest, this.#offset - after.rest]];
  }
}
