// Numbers the values of columns while batches come (packages/kernel/assembly/columns/textNumbers.ts), and gives it room to do so.
import { GrowingWords } from "@flowlogs/base/growingWords";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { NumberedTexts } from "./numberedTexts.ts";

const FIRST_BITS = 13;
/** Bytes of texts that are asked for at a time, and what a text may take beside itself. */
const HEAP = 2 ** 20;
const SLACK = 64;
/** Bytes that a byte of a value takes at most: \u001f. */
const WIDEST = 6;
const encoder = new TextEncoder();

// The words of the kernel's table.
const COUNT = 2;
const TEXTS = 3;
const HEAP_AT = 4;
const HEAP_END = 5;
const TABLE = 24;

export class TextNumbers {
  readonly #kernel: Kernel;
  readonly #table: number;
  readonly #numbers: number;
  #bits = 0;
  /** Where each part of the texts starts, and the parts that are full. */
  #heap = 0;
  readonly #full: Uint8Array[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#table = kernel.allocateZeros(TABLE);
    this.#numbers = kernel.allocate(ROW_LIMIT * 4);
  }

  /** The number of each row's label as JSON, 0 for none; a view that is good until the next call. */
  labels(batch: Batch, column: number): Uint32Array {
    return this.#number(batch, column, (from) => this.#kernel.numberLabels(this.#table, column, from, this.#numbers));
  }

  /** The number of each row's key without blanks around it; 0 for none, and NEEDS_HOST. */
  keys(batch: Batch, column: number): Uint32Array {
    return this.#number(batch, column, (from) => this.#kernel.numberKeys(this.#table, column, from, this.#numbers));
  }

  #number(batch: Batch, column: number, numberFrom: (row: number) => number): Uint32Array {
    const { rows } = batch;
    this.#widen(rows);
    for (let row = numberFrom(0) >>> 0; row < rows; row = numberFrom(row) >>> 0) {
      const value = batch.value(row, column);
      this.#moreHeap(value === undefined ? 0 : value.end - value.start);
    }
    return this.#kernel.words().subarray(this.#numbers / 4, this.#numbers / 4 + rows);
  }

  /** The number of a text that is no value of a batch. */
  numberOf(text: string): number {
    const bytes = encoder.encode(text);
    this.#widen(1);
    if (this.#word(HEAP_AT) + bytes.length + SLACK > this.#word(HEAP_END)) this.#moreHeap(bytes.length);
    this.#kernel.bytes().set(bytes, this.#word(HEAP_AT));
    return this.#kernel.numberText(this.#table, bytes.length) >>> 0;
  }

  #word(place: number): number {
    return this.#kernel.words()[this.#table / 4 + place] ?? 0;
  }

  /** Makes room for the values of `rows` rows. */
  #widen(rows: number): void {
    const count = this.#word(COUNT);
    let bits = Math.max(this.#bits, FIRST_BITS);
    while (2 * (count + rows) > 2 ** bits) bits++;
    if (bits === this.#bits) return;
    const kernel = this.#kernel;
    const texts = kernel.allocate(2 ** bits * 4);
    const before = this.#word(TEXTS);
    kernel.bytes().copyWithin(texts, before, before + count * 8);
    kernel.words().set([texts], this.#table / 4 + TEXTS);
    kernel.widenNumbers(this.#table, kernel.allocateZeros(2 ** bits * 8), bits);
    this.#bits = bits;
  }

  #moreHeap(length: number): void {
    this.#keepHeap();
    const size = Math.max(HEAP, length * WIDEST + SLACK);
    this.#heap = this.#kernel.allocate(size);
    this.#kernel.words().set([this.#heap, this.#heap + size], this.#table / 4 + HEAP_AT);
  }

  #keepHeap(): void {
    if (this.#heap > 0) this.#full.push(this.#kernel.bytes().slice(this.#heap, this.#word(HEAP_AT)));
    this.#heap = this.#word(HEAP_AT);
  }

  texts(): NumberedTexts {
    this.#keepHeap();
    const ends = new GrowingWords();
    const [count, texts] = [this.#word(COUNT), this.#word(TEXTS) / 4];
    const words = this.#kernel.words();
    let end = 0;
    for (let i = 0; i < count; i++) ends.push((end += words[texts + i * 2 + 1] ?? 0));
    return { bytes: joined(this.#full, end), ends: ends.words() };
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
