// Makes the pages of a column for a Parquet file: a dictionary where values come again, otherwise plain values, with the levels that
// say which rows have one. Their headers, and compression, are left to the writer of the file.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import { type ColumnType, PAGE_TYPES, type BufferedColumn } from "./bufferedColumn.ts";
import { PageStore } from "./pageStore.ts";

/** A page before compression. */
export interface Page {
  /** In the store of pages, to be released there. */
  readonly bytes: Uint8Array;
  /** Rows; of a dictionary the entries. */
  readonly count: number;
}

export interface EncodedColumn {
  readonly dictionary: Page | undefined;
  readonly pages: readonly Page[];
  readonly rows: number;
  readonly nulls: number;
  /** The smallest and the largest value as in a plain page, a text without its length; undefined when all are null. */
  readonly bounds: { readonly smallest: Uint8Array; readonly largest: Uint8Array } | undefined;
}

// The sizes that parquet-mr has, and AWS does not document its own: a reader skips pages, not parts of them.
const PAGE_SIZE = 1 << 20;
const PAGE_ROWS = 20_000;
const DICTIONARY_SIZE = 1 << 20;
const DICTIONARY_ENTRIES = 65_536;
const DICTIONARY_BITS = 17;

/** Bytes that runs of numbers need at most, with the headers of one in eight. */
const runsSize = (count: number): number => count * 5 + 64;

export class ColumnEncoder {
  readonly #kernel: Kernel;
  readonly #values: ReusedRegion;
  readonly #levels: ReusedRegion;
  readonly #places: ReusedRegion;
  readonly #numbers: ReusedRegion;
  readonly #wide: ReusedRegion;
  readonly #table: ReusedRegion;
  readonly #out: ReusedRegion;
  readonly store = new PageStore();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    const region = (): ReusedRegion => new ReusedRegion(kernel);
    this.#values = region();
    this.#levels = region();
    this.#places = region();
    this.#numbers = region();
    this.#wide = region();
    this.#table = region();
    this.#out = region();
  }

  encode({ type: valueType }: ColumnType, { values, levels }: BufferedColumn): EncodedColumn {
    const kernel = this.#kernel;
    const type = PAGE_TYPES[valueType];
    const rows = levels.length;
    const levelsAt = this.#put(this.#levels, levels.content());
    const at = this.#put(this.#values, values.content());
    const present = kernel.countRowsWithValue(levelsAt, 0, rows) >>> 0;
    const entries = present === 0 ? -1 : this.#number(type, at, present);
    const places = this.#places.of(present * 4);
    if (entries < 0) kernel.placeValues(type, at, present, places);
    const end = at + values.length;
    const column = { type, levelsAt, rows, places, present, end };
    return {
      dictionary: entries < 0 ? undefined : this.#dictionary(type, entries, values.length),
      pages: entries < 0 ? this.#plainPages(column) : this.#indexPages(column, entries),
      rows,
      nulls: rows - present,
      bounds: present === 0 ? undefined : this.#bounds(type, entries < 0 ? present : entries),
    };
  }

  #put(region: ReusedRegion, bytes: Uint8Array): number {
    const at = region.of(bytes.length);
    this.#kernel.bytes().set(bytes, at);
    return at;
  }

  /** Numbers the different values; -1 if there are too many for a dictionary to save room. */
  #number(type: number, at: number, count: number): number {
    const limit = Math.min(Math.ceil(count / 2), DICTIONARY_ENTRIES);
    const bits = Math.min(DICTIONARY_BITS, Math.ceil(Math.log2(limit + 1)) + 1);
    const table = this.#table.of(8 << bits);
    this.#kernel.bytes().fill(0, table, table + (8 << bits));
    const places = this.#places.of(count * 4);
    const numbers = this.#numbers.of(count * 4);
    return this.#kernel.numberValues(type, at, count, table, bits, limit, DICTIONARY_SIZE, places, numbers);
  }

  #dictionary(type: number, count: number, size: number): Page {
    const out = this.#out.of(size);
    const end = this.#kernel.writeEntries(type, this.#places.of(0), count, out) >>> 0;
    return { bytes: this.store.copy(this.#kernel.bytes().subarray(out, end)), count };
  }

  #indexPages({ levelsAt, rows }: Placed, entries: number): Page[] {
    const width = Math.max(1, Math.ceil(Math.log2(entries)));
    const pages: Page[] = [];
    let value = 0;
    for (let row = 0; row < rows; row += PAGE_ROWS) {
      const to = Math.min(row + PAGE_ROWS, rows);
      const out = this.#out.of(2 * runsSize(PAGE_ROWS));
      const present = this.#kernel.countRowsWithValue(levelsAt, row, to) >>> 0;
      const after = this.#writeLevels(levelsAt + row, to - row, out);
      this.#kernel.bytes().set([width], after);
      const end = this.#kernel.writeRuns(this.#numbers.of(0) + value * 4, present, width, after + 1) >>> 0;
      pages.push({ bytes: this.store.copy(this.#kernel.bytes().subarray(out, end)), count: to - row });
      value += present;
    }
    return pages;
  }

  #plainPages(column: Placed): Page[] {
    const { levelsAt, rows, places, present, end } = column;
    const pages: Page[] = [];
    let value = 0;
    for (let row = 0; row < rows;) {
      const { to, next } = this.#nextPage(column, row, value);
      const out = this.#out.of(runsSize(PAGE_ROWS));
      const after = this.#writeLevels(levelsAt + row, to - row, out);
      const words = this.#kernel.words();
      const from = value < present ? (words[places / 4 + value] ?? end) : end;
      const until = next < present ? (words[places / 4 + next] ?? end) : end;
      const memory = this.#kernel.bytes();
      pages.push({
        bytes: this.store.copy(memory.subarray(out, after), memory.subarray(from, until)),
        count: to - row,
      });
      row = to;
      value = next;
    }
    return pages;
  }

  /** The row and the value after the next page: as many rows as it may have, fewer where their values are large. */
  #nextPage(
    { levelsAt, rows, places, present, end }: Placed,
    row: number,
    value: number,
  ): { to: number; next: number } {
    const words = this.#kernel.words();
    const placeOf = (n: number): number => (n < present ? (words[places / 4 + n] ?? end) : end);
    for (let count = Math.min(PAGE_ROWS, rows - row); ; count = Math.ceil(count / 2)) {
      const next = value + (this.#kernel.countRowsWithValue(levelsAt, row, row + count) >>> 0);
      if (count === 1 || placeOf(next) - placeOf(value) <= PAGE_SIZE) return { to: row + count, next };
    }
  }

  /** Writes the levels of a page, after their size. Returns the position after them. */
  #writeLevels(levels: number, count: number, out: number): number {
    const wide = this.#wide.of(count * 4);
    this.#kernel.widenLevels(levels, count, wide);
    const end = this.#kernel.writeRuns(wide, count, 1, out + 4) >>> 0;
    this.#kernel.words().set([end - out - 4], out / 4);
    return end;
  }

  #bounds(type: number, count: number): EncodedColumn["bounds"] {
    const kernel = this.#kernel;
    kernel.findBounds(type, this.#places.of(0), count);
    return { smallest: this.#value(type, kernel.smallestValue), largest: this.#value(type, kernel.largestValue) };
  }

  #value(type: number, { value }: { readonly value: number }): Uint8Array {
    const at = value >>> 0;
    if (type === PAGE_TYPES.int32) return this.#kernel.bytes().slice(at, at + 4);
    if (type === PAGE_TYPES.int64) return this.#kernel.bytes().slice(at, at + 8);
    const bytes = this.#kernel.bytes();
    const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
    return bytes.slice(at + 4, at + 4 + length);
  }
}

/** A column in the kernel's memory. */
interface Placed {
  readonly levelsAt: number;
  readonly rows: number;
  readonly places: number;
  readonly present: number;
  /** The position after its last value. */
  readonly end: number;
}
