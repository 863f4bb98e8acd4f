// Which bin each row is in, and which bins are over: records come about in the order of time, and a bin is over when the newest
// record is so much past its end. Where a bin ends is known from the others: at the start of the next one, or as far after its own
// start as the nearest two bins are apart.
import type { Batch } from "../batch.ts";
import { isProblem } from "@flowlogs/base/problem";
import { parseAbsoluteInstant } from "../time/instant.ts";

/** A bin that has groups; its time is in milliseconds, Infinity where it is not a time. */
export interface OpenBin {
  readonly start: number;
  readonly key: Uint8Array;
}

/** Bins shorter than that, cut by UTC, are all of one length; months are not. */
const FIXED = 28 * 86_400_000;
/** Numbers from there on are milliseconds. */
const MILLISECONDS = 1e11;
const [ZERO, NINE] = [48, 57];
const UTC = 90;
const nobody: OpenBin = { start: Number.POSITIVE_INFINITY, key: new Uint8Array(0) };

export class BinTimes<Bin extends OpenBin> {
  readonly #late: number;
  readonly #open: (start: number, key: Uint8Array) => Bin;
  /** The bins that are not over, by time. */
  readonly bins: Bin[] = [];
  #last: OpenBin = nobody;
  #length = Number.POSITIVE_INFINITY;
  #isFixed = true;
  #newest = Number.NEGATIVE_INFINITY;
  /** The start of the last bin that was closed. */
  #closed = Number.NEGATIVE_INFINITY;

  /** `late`: milliseconds after its end at which a bin is over. */
  constructor(late: number, open: (start: number, key: Uint8Array) => Bin) {
    this.#late = late;
    this.#open = open;
  }

  /** The bin of a row; undefined when it is over. `time`: the column of the record's own time, or -1. */
  binOf(batch: Batch, row: number, column: number, time: number): Bin | undefined {
    const { kernel } = batch;
    const [words, bytes] = [kernel.words(), kernel.bytes()];
    const at = batch.spanAt(row, column);
    const [from, end] = [words[at] ?? 0, words[at + 1] ?? 0];
    const to = from === 0 ? 0 : end & 0x7fff_ffff;
    // A new bin takes memory: these views may be gone then.
    const place = time < 0 ? undefined : batch.spanAt(row, time);
    const own =
      place === undefined ? undefined : numberAt(bytes, words[place] ?? 0, (words[place + 1] ?? 0) & 0x7fff_ffff);
    const known = this.bins.findLast((bin) => isKey(bin.key, bytes, from, to));
    const bin = known ?? this.#newBin(bytes.slice(from, to), end > 0x7fff_ffff);
    const taken = bin === undefined || this.#isOver(bin) ? undefined : bin;
    if (taken !== undefined && Number.isFinite(taken.start)) this.#newest = Math.max(this.#newest, taken.start);
    if (own !== undefined) this.#newest = Math.max(this.#newest, own < MILLISECONDS ? own * 1000 : own);
    return taken;
  }

  /** Takes the bins away that are over, by time. */
  takeOver(): Bin[] {
    const over = this.bins.findIndex((bin) => !this.#isOver(bin));
    const taken = this.bins.splice(0, over < 0 ? this.bins.length : over);
    this.#closed = taken.at(-1)?.start ?? this.#closed;
    return taken;
  }

  #newBin(key: Uint8Array, isText: boolean): Bin | undefined {
    // The last late one often comes again.
    if (isKey(this.#last.key, key, 0, key.length) && this.#isOver(this.#last)) return undefined;
    const start = startOf(key, isText);
    if (!Number.isFinite(start)) return this.#insert(start, key);
    if (isText && key.at(-1) !== UTC) this.#isFixed = false;
    this.#last = { start, key };
    if (this.#isOver(this.#last)) return undefined;
    for (const other of this.bins) {
      const distance = Math.abs(other.start - start);
      if (distance > 0) this.#length = Math.min(this.#length, distance);
    }
    return this.#insert(start, key);
  }

  #insert(start: number, key: Uint8Array): Bin {
    const after = this.bins.findIndex((bin) => bin.start > start);
    const bin = this.#open(start, key);
    this.bins.splice(after < 0 ? this.bins.length : after, 0, bin);
    return bin;
  }

  #isOver({ start }: OpenBin): boolean {
    return start <= this.#closed || this.#endOf(start) + this.#late <= this.#newest;
  }

  #endOf(start: number): number {
    const next = this.bins.find((bin) => bin.start > start)?.start ?? Number.POSITIVE_INFINITY;
    return this.#isFixed && this.#length < FIXED ? Math.min(next, start + this.#length) : next;
  }
}

function isKey(key: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (key.length !== to - from) return false;
  for (let i = key.length - 1; i >= 0; i--) if (key[i] !== bytes[from + i]) return false;
  return true;
}

/** Milliseconds, or Infinity. */
function startOf(key: Uint8Array, isText: boolean): number {
  const text = new TextDecoder().decode(key);
  if (!isText) {
    const number = text === "" ? Number.NaN : Number(text);
    if (!Number.isFinite(number)) return Number.POSITIVE_INFINITY;
    return number < MILLISECONDS ? number * 1000 : number;
  }
  const seconds = parseAbsoluteInstant(text);
  return seconds === undefined || isProblem(seconds) ? Number.POSITIVE_INFINITY : seconds * 1000;
}

/** A whole number; -Infinity where it is none. */
function numberAt(bytes: Uint8Array, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at] ?? 0;
    if (digit < ZERO || digit > NINE) return Number.NEGATIVE_INFINITY;
    number = number * 10 + digit - ZERO;
  }
  return from === 0 ? Number.NEGATIVE_INFINITY : number;
}
