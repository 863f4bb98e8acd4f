// Bytes in, whole lines out: where the next bytes are read to, in the kernel's memory, and which part of them is
// complete lines. Of the lines themselves it knows only the byte order mark, the limit of their length, and the line that
// ends a whole run.
import { completeLineBefore } from "@flowlogs/base/completeLine";
import type { Kernel } from "@flowlogs/kernel/kernel";

/** Bytes of one read. */
const CHUNK = 262_144;
/** A longer line is a bad line. */
const LINE_LIMIT = 16 * 1024 * 1024;
const NEWLINE = 10;
/** Bytes before the first one that may be looked at: text is indexed in blocks of 64 bytes (kernel/assembly/scan/textIndex.ts). */
const BEFORE = 64;

/** Takes whole lines at [start, end) of the kernel's memory; values decoded on the way go to `scratch`. */
export interface LineReader {
  /**
   * Where it stopped: at `end`, or before a record that goes on in lines that are not there yet. With `isLast` there are
   * none, or they would be too many: it reads to the end.
   */
  readLines(start: number, end: number, scratch: number, isLast: boolean): number;
  /** A line was left out, for this reason; `bytes`: the line, when it is at hand. */
  skipLine(reason: string, detail: string, bytes?: Uint8Array): void;
}

export class LineSplitter {
  readonly #kernel: Kernel;
  readonly #reader: LineReader;
  #capacity = 0;
  #start = 0;
  #scratch = 0;
  /** Bytes that wait at the start for the rest of their line. */
  #pending = 0;
  #skipping = false;
  #fresh = true;
  /** The reader needs more lines before it goes on with those that wait. */
  #waiting = false;
  /** Bytes so far of the line that is left out. */
  #left = 0;
  bytes = 0;
  /** The id of the run whose last line came, as its last line says. */
  completed: string | undefined;
  /** Where the bytes end that were read last, and how many came before this source. */
  #filled = 0;
  #before = 0;

  constructor(kernel: Kernel, reader: LineReader) {
    this.#kernel = kernel;
    this.#reader = reader;
    this.#grow(2 * CHUNK);
  }

  #grow(capacity: number): void {
    const start = this.#kernel.allocate(capacity + BEFORE) + BEFORE;
    const scratch = this.#kernel.allocate(3 * capacity);
    this.#kernel.bytes().copyWithin(start, this.#start, this.#start + this.#pending);
    this.#capacity = capacity;
    this.#start = start;
    this.#scratch = scratch;
  }

  /** How many bytes of the source come before this place in the memory of those that were read last. */
  offsetOf(at: number): number {
    return this.bytes - this.#before - (this.#filled - at);
  }

  /** Bytes of the line that is not complete. */
  get rest(): number {
    return this.#skipping ? this.#left : this.#pending;
  }

  /** The line that is not complete was never there. */
  forget(): void {
    this.bytes -= this.rest;
    this.#pending = 0;
    this.#waiting = false;
    this.#skipping = false;
  }

  /** Where the next bytes go; never empty. */
  room(): Uint8Array {
    if (this.#capacity - this.#pending < CHUNK / 4) this.#grow(2 * this.#capacity);
    const at = this.#start + this.#pending;
    return this.#kernel.bytes().subarray(at, Math.min(at + CHUNK, this.#start + this.#capacity));
  }

  /** `length` bytes have been read to the start of room(). */
  advance(length: number): void {
    if (length === 0) return;
    this.bytes += length;
    const from = this.#start + this.#pending;
    const end = from + length;
    this.#filled = end;
    if (this.#skipping) {
      this.#skip(end, this.#start);
      return;
    }
    const isFull = this.#pending + length > LINE_LIMIT;
    if (isFull && !this.#waiting && this.#isTooLong(from, end)) {
      this.#startSkipping();
      this.#skip(end, from);
      return;
    }
    const isLast = isFull && this.#waiting;
    const complete = this.#kernel.afterLastNewline(isLast ? this.#start : from, end) >>> 0;
    if (complete === from && !isLast) {
      this.#pending += length;
      return;
    }
    const last = completeLineBefore(this.#kernel.bytes(), this.#start, complete);
    const lines = complete - (last?.length ?? 0);
    const read = lines > this.#start ? this.#read(lines, isLast) : lines;
    if (last !== undefined) this.completed = last.id;
    this.#hold(read === lines ? complete : read, complete, end);
  }

  /** The source ended: an unfinished last line counts as a line, or as a bad one when the source was cut short. */
  end(cutShort: boolean): void {
    if (this.#pending > 0) this.#readPending(cutShort);
    this.#pending = 0;
    this.#waiting = false;
    this.#skipping = false;
    this.#fresh = true;
    this.#before = this.bytes;
  }

  #readPending(cutShort: boolean): void {
    const end = this.#start + this.#pending;
    this.#filled = end;
    const complete = this.#waiting ? this.#kernel.afterLastNewline(this.#start, end) >>> 0 : this.#start;
    if (!cutShort && complete < end) {
      this.#kernel.bytes().fill(NEWLINE, end, end + 1);
      this.#read(end + 1, true);
      return;
    }
    if (complete > this.#start) this.#read(complete, true);
    if (complete === end) return;
    const bytes = this.#kernel.bytes().slice(complete, end);
    this.#reader.skipLine("line cut short", "the source ends in the middle of it", bytes);
  }

  /** Has the complete lines up to `end` read; where the reader stopped. */
  #read(end: number, isLast: boolean): number {
    let start = this.#start;
    if (this.#fresh) {
      this.#fresh = false;
      const [first, second, third] = this.#kernel.bytes().subarray(start, start + 3);
      if (first === 0xef && second === 0xbb && third === 0xbf) start += 3;
    }
    return this.#reader.readLines(start, end, this.#scratch, isLast);
  }

  /** Moves what was not read, [from, end), to the front; up to `complete` it is whole lines. */
  #hold(from: number, complete: number, end: number): void {
    this.#waiting = from < complete;
    this.#pending = end - from;
    if (this.#pending > 0) this.#kernel.bytes().copyWithin(this.#start, from, end);
  }

  /** The line that was held and goes on at `from` is longer than any line may be. */
  #isTooLong(from: number, end: number): boolean {
    const next = this.#kernel.afterFirstNewline(from, end) >>> 0;
    return (next === 0 ? end : next - 1) - this.#start > LINE_LIMIT;
  }

  #startSkipping(): void {
    this.#reader.skipLine("line too long", `longer than ${LINE_LIMIT / 1024 / 1024} MiB`);
    this.#skipping = true;
    this.#left = this.#pending;
    this.#fresh = false;
    this.#pending = 0;
  }

  /** Leaves bytes out up to the end of the line that is too long. */
  #skip(end: number, from: number): void {
    const next = this.#kernel.afterFirstNewline(from, end) >>> 0;
    if (next === 0) {
      this.#left += end - from;
      return;
    }
    this.#skipping = false;
    const bytes = this.#kernel.bytes();
    bytes.copyWithin(this.#start, next, end);
    const left = end - next;
    this.bytes -= left;
    this.#pending = 0;
    this.advance(left);
  }
}
