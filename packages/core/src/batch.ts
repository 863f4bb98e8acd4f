// The columns of a chunk: the one structure that decoders make and stages take. For every record of the chunk the bounds
// of its line, and for every field that the stage wants the bounds of its value, all in the kernel's memory.
import { FieldIndex } from "./fieldIndex.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Problem } from "@flowlogs/base/problem";

/** Records in one batch at most; their spans stay in the processor's cache. */
export const ROW_LIMIT = 4096;

/** A value: its bytes at [start, end) of the kernel's memory; `text` when it is a string, else a number or JSON. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly text: boolean;
}

/** Columns of a record that are read. */
const COLUMN_LIMIT = 32_768;
/** Bytes that the spans of a batch take: one of more than a thousand columns has fewer rows. */
const SPANS_LIMIT = 2 ** 25;

/** Records have more columns than can be read; nothing that the user asked for is wrong. */
class TooManyColumns extends Error {
  readonly isInput = true;
  readonly problem: Problem = {
    problem: `records with more than ${COLUMN_LIMIT.toLocaleString("en-US")} columns cannot be read`,
    advice: "select the fields that you need first",
  };
}

/** Throws TooManyColumns. */
export function assertColumns(names: readonly string[]): void {
  if (names.length > COLUMN_LIMIT) throw new TooManyColumns("too many columns");
}

/** The regions of a batch in the kernel's memory, filled again and again. */
export class Batch {
  readonly kernel: Kernel;
  /** Fields in the order of their columns. */
  fields: readonly string[] = [];
  /** Records in the batch. */
  rows = 0;
  /** The rows that are still in play: `selected` u32 numbers at `list`, in order. */
  readonly list: number;
  selected = 0;
  /** Some text may hold characters that JSON must escape. */
  escapes = false;
  /** Another number for each filling of the batch. */
  filling = 0;
  /** The fields that all records have, where all have the same ones. */
  given: ReadonlySet<string> | undefined;
  /** A key whose values go to the column after those of the fields, beside them: it is a mark, and nobody prints it. */
  mark: string | undefined;
  /** How many of the fields, the first ones, are the keys of the records where these say what the columns are. */
  ownFields = 0;
  /** By which keys the data has the columns, where fields are named in another way than it does. */
  keys: { keyOf(column: number): string | undefined } | undefined;
  readonly #truths: number[] = [];
  readonly #lines: number;
  /** Columns by the wanted names. */
  readonly #places = new Map<string, number>();
  #index: FieldIndex | undefined;
  #spans = 0;
  #capacity = 0;
  #rowLimit = ROW_LIMIT;
  #scratch = 0;

  constructor(kernel: Kernel, fields: readonly string[]) {
    this.kernel = kernel;
    this.#lines = kernel.allocate(ROW_LIMIT * 8);
    this.list = kernel.allocate(ROW_LIMIT * 4);
    this.reshape(fields);
  }

  /** Gives the batch other columns, all null. */
  reshape(fields: readonly string[]): void {
    assertColumns(fields);
    this.fields = fields;
    this.ownFields = fields.length;
    this.#places.clear();
    this.#index = undefined;
    this.#rowLimit = Math.min(Math.floor(SPANS_LIMIT / ((fields.length + 1) * 8)), ROW_LIMIT);
    const size = this.columnSize;
    if (size > this.#capacity) {
      // More than is needed: columns may come one by one, and memory is not given back.
      this.#capacity = this.#capacity === 0 ? size : Math.max(size, Math.min(2 * size, SPANS_LIMIT));
      this.#spans = this.kernel.allocate(this.#capacity);
    }
    this.kernel.bytes().fill(0, this.#spans, this.#spans + size);
  }

  /** Records that it takes: one of very many columns takes fewer. */
  get rowLimit(): number {
    return this.#rowLimit;
  }

  /** Makes these the columns that the kernel fills; decoded values go to `scratch`. */
  attach(scratch: number): void {
    const { kernel, fields } = this;
    this.#scratch = scratch;
    kernel.setTable(this.#spans, fields.length, this.#lines, this.#rowLimit, scratch);
  }

  /** Puts the same value, as the two words of a span, into a column of the first rows; nothing for column -1. */
  fillColumn(column: number, rows: number, [start, end]: readonly [start: number, end: number]): void {
    if (column < 0) return;
    const step = (this.fields.length + 1) * 2;
    // A view of just these rows: nothing else is written.
    const words = this.kernel.words().subarray(this.#spans / 4, this.#spans / 4 + rows * step);
    for (let row = 0, at = column * 2; row < rows; row++, at += step) {
      words[at] = start;
      words[at + 1] = end;
    }
  }

  /** Puts the lines of the first rows into a column, each without this number of words at its start. */
  fillLines(column: number, rows: number, lead: number): void {
    const words = this.kernel.words();
    const bytes = this.kernel.bytes();
    const lines = this.#lines / 4;
    for (let row = 0; row < rows; row++) {
      let start = words[lines + row * 2] ?? 0;
      let end = words[lines + row * 2 + 1] ?? 0;
      for (let left = lead; left > 0; left--) {
        while (start < end && !isBlank(bytes[start])) start++;
        while (start < end && isBlank(bytes[start])) start++;
      }
      while (start < end && isBlank(bytes[end - 1])) end--;
      const at = this.spanAt(row, column);
      words[at] = start;
      words[at + 1] = (end | 0x8000_0000) >>> 0;
    }
  }

  /** Makes its columns the kernel's again, after another batch was; its rows are as they were. */
  reattach(): void {
    this.attach(this.#scratch);
  }

  /** Bytes from the start of the first line to the end of the last. */
  get size(): number {
    const words = this.kernel.words();
    const at = this.#lines / 4;
    return this.rows === 0 ? 0 : (words[at + this.rows * 2 - 1] ?? 0) - (words[at] ?? 0);
  }

  /** Takes what the last scan found, every row selected. */
  take(escapes: boolean): void {
    this.filling++;
    this.rows = this.kernel.rows.value;
    this.escapes = escapes;
    this.selected = this.kernel.selectAll(this.list);
  }

  /**
   * Takes the selected rows of another batch from a place on, as many as have room, with these of its columns (-1: null), and
   * becomes the kernel's.
   */
  project(from: Batch, first: number, columns: readonly number[]): void {
    const rows = Math.min(from.selected - first, this.#rowLimit);
    const { kernel } = this;
    this.filling++;
    this.rows = rows;
    this.escapes = from.escapes;
    this.attach(from.#scratch);
    const sources = from.list + first * 4;
    kernel.gather(from.#lines, 8, sources, rows, this.#lines, 8);
    for (const [column, place] of columns.entries()) {
      const span = place < 0 ? 0 : from.#spans + place * 8;
      kernel.gather(span, from.#rowSize, sources, rows, this.#spans + column * 8, this.#rowSize);
    }
    kernel.rows.value = rows;
    this.selected = kernel.selectAll(this.list);
  }

  /** Bytes of the spans of a row. */
  get #rowSize(): number {
    return (this.fields.length + 1) * 8;
  }

  /** Bytes that a column takes which lies next to the others, with the distance of their rows. */
  get columnSize(): number {
    return this.#rowLimit * (this.fields.length + 1) * 8;
  }

  /** The number of the column that lies at a place in the kernel's memory: its distance from the first. */
  columnAt(place: number): number {
    return ((place - this.#spans) >>> 0) >>> 3;
  }

  /** A column of truth values, one byte a row; the n-th request always gives the same one. */
  truth(n: number): number {
    return (this.#truths[n] ??= this.kernel.allocate(ROW_LIMIT));
  }

  /** Narrows the selection to the rows whose truth is 1. */
  keep(truth: number): void {
    this.selected = this.kernel.select(truth, this.list);
  }

  /** Row number at a place of the selection. */
  rowAt(place: number): number {
    return this.kernel.words()[this.list / 4 + place] ?? 0;
  }

  /** The line of a row, without its end. */
  line(row: number): Uint8Array {
    const words = this.kernel.words();
    const at = this.#lines / 4 + row * 2;
    return this.kernel.bytes().subarray(words[at], words[at + 1]);
  }

  /** Whether the record of a row has the field of a column, be it null. */
  isGiven(row: number, column: number): boolean {
    return this.kernel.words()[this.spanAt(row, column) + 1] !== 0;
  }

  /** The value of a column in a row, undefined when it is null. */
  value(row: number, column: number): Span | undefined {
    const words = this.kernel.words();
    const at = this.spanAt(row, column);
    const start = words[at] ?? 0;
    const end = words[at + 1] ?? 0;
    return start === 0 ? undefined : { start, end: end & 0x7fff_ffff, text: end > 0x7fff_ffff };
  }

  /** The column that a name means, or -1. */
  columnOf(name: string): number {
    let place = this.#places.get(name);
    if (place === undefined) {
      this.#index ??= new FieldIndex(this.fields);
      place = this.#index.placeOf(name);
      this.#places.set(name, place);
    }
    return place;
  }

  /** The column of a key that was wanted as such, be it the mark; or -1. */
  placeOfKey(key: string): number {
    return key === this.mark ? this.fields.length : this.fields.indexOf(key);
  }

  /** Whether the records of the batch have the field of a name; `some`: it differs from record to record. */
  presenceOf(name: string): "never" | "some" | "always" {
    const column = this.columnOf(name);
    if (column < 0) return "never";
    if (this.given !== undefined) return this.given.has(this.fields[column] ?? "") ? "always" : "never";
    return this.keys !== undefined && this.keys.keyOf(column) === undefined ? "never" : "some";
  }

  /** The key by which the data has a column; the wanted name as long as no record had it. */
  keyOf(column: number): string {
    return this.keys?.keyOf(column) ?? this.fields[column] ?? "";
  }

  /** Where the span of a column in a row is among the kernel's words: its start, and after it its end. */
  spanAt(row: number, column: number): number {
    // Modulo 2^32, as the kernel computes: a column may lie next to the others.
    return ((this.#spans + (row * (this.fields.length + 1) + column) * 8) >>> 0) / 4;
  }
}

/** A blank, a tab, or the sign before a line's end. */
function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

/** A column beside those of the fields, for values on the way to others. */
export class SpareColumn {
  readonly #kernel: Kernel;
  #at = 0;
  #size = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Its number among the columns of the batch; what is in it is left over from before. */
  of(batch: Batch): number {
    if (batch.columnSize > this.#size) {
      this.#size = batch.columnSize;
      this.#at = this.#kernel.allocate(this.#size);
    }
    return batch.columnAt(this.#at);
  }
}
