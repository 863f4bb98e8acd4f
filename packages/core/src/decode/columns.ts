// Turns columns of values, as in Parquet pages, into batches. Which pages there are and how they are compressed is left to
// their reader; here each column has at most one page at a time, and rows are made while all columns have some left.
import { canonicalName, findField } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { OutputColumns } from "./outputColumns.ts";
import {
  PAGE_BYTES,
  PAGE_INT32,
  PAGE_INT64,
  PAGE_NUMBER_SIZE,
  TO_NUMBER,
  TO_TEXT,
  TO_TIME,
} from "@flowlogs/kernel/opcodes";

/** How the values of a column lie in its pages. */
export type ValueType = "bytes" | "int32" | "int64";

/** Part of a column: levels and values in their encodings, decompressed. */
export interface ColumnPage {
  /** Rows, those without a value too. */
  readonly rows: number;
  /** Runs of levels, 1 for a row that has a value; undefined when all have one. */
  readonly levels: Uint8Array | undefined;
  readonly values: Uint8Array;
  /** The values are numbers of the dictionary's entries. */
  readonly isIndexed: boolean;
}

/** A value that was computed elsewhere, as JSON or as a text; undefined is null. */
export type Ready = { readonly json: string } | { readonly text: string } | undefined;

const encoder = new TextEncoder();

/** The page makes no sense. */
export class DamagedPage extends Error {}

const TYPES = { bytes: PAGE_BYTES, int32: PAGE_INT32, int64: PAGE_INT64 } as const;
const KINDS = { text: TO_TEXT, address: TO_TEXT, integer: TO_NUMBER, time: TO_TIME } as const;

export class ColumnDecoder {
  readonly #kernel: Kernel;
  readonly #target: OutputColumns;
  readonly #slots: Slot[] = [];
  /** Of the columns that are wanted: the slot and the place in the batch. */
  #used: { readonly slot: Slot; readonly place: number }[] = [];

  constructor(kernel: Kernel, target: OutputColumns) {
    this.#kernel = kernel;
    this.#target = target;
  }

  /** A source with these columns begins; which of them are wanted. */
  start(names: readonly string[]): boolean[] {
    const format = names.map(fieldName);
    const { batch, places } = this.#target.use({ names: format });
    // The file has them, whether or not rows of it are looked at.
    this.#target.meet();
    this.#kernel.clearPageEscapes();
    this.#used = [];
    return format.map((name, i) => {
      const slot = (this.#slots[i] ??= new Slot(this.#kernel));
      slot.clear(findField(name)?.kind);
      const place = (places[i] ?? 0) / 8;
      const isWanted = place < batch.fields.length;
      if (isWanted) this.#used.push({ slot, place });
      return isWanted;
    });
  }

  /** The entries to which the next pages of a column refer. */
  takeDictionary(column: number, type: ValueType, count: number, values: Uint8Array): void {
    this.#slots[column]?.takeDictionary(type, count, values);
  }

  /** The next page of a column, of which all rows before are used up. */
  takePage(column: number, type: ValueType, page: ColumnPage): void {
    this.#slots[column]?.takePage(type, page);
  }

  /** The same for values that were computed elsewhere. */
  takeReady(column: number, values: readonly Ready[]): void {
    this.#slots[column]?.takeReady(values);
  }

  /** Rows of a column that are here and not used. */
  rowsLeft(column: number): number {
    return this.#slots[column]?.rows ?? 0;
  }

  /** Makes records of rows that all wanted columns have. */
  makeRows(count: number): void {
    const kernel = this.#kernel;
    for (let left = count; left > 0;) {
      const now = Math.min(left, this.#target.rowLimit);
      this.#target.attach(0);
      kernel.beginRows(now);
      for (const { slot, place } of this.#used) slot.fill(now, place);
      this.#target.take(kernel.pagesNeedEscapes.value !== 0);
      left -= now;
    }
  }
}

/** The name of an unknown field is unchanged, hyphens included. */
function fieldName(name: string): string {
  return findField(name) === undefined ? name : canonicalName(name);
}

/** Texts as a page has them: each after its length. */
function plainPage(texts: readonly Uint8Array[]): Uint8Array {
  const page = new Uint8Array(texts.reduce((sum, text) => sum + 4 + text.length, 0));
  const view = new DataView(page.buffer);
  let at = 0;
  for (const text of texts) {
    view.setUint32(at, text.length, true);
    page.set(text, at + 4);
    at += 4 + text.length;
  }
  return page;
}

/** JSON as a field of this kind has it: a time of 12 digits or more is in milliseconds. */
function jsonOfKind(json: string, kind: keyof typeof KINDS | undefined): string {
  if (kind !== "time" || !/^[1-9]\d{11,}$/.test(json)) return json;
  const fraction = json.slice(-3).replace(/0+$/, "");
  return json.slice(0, -3) + (fraction === "" ? "" : `.${fraction}`);
}

/** Whether JSON is a number. */
function isNumber([first = 0]: Uint8Array): boolean {
  return first === 45 || (first >= 48 && first <= 57);
}

/** Memory of the kernel that grows with what is put in. */
class PageRegion {
  readonly #kernel: Kernel;
  at = 0;
  #size = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Room for this number of bytes; what was there is gone. */
  ask(size: number): number {
    if (size > this.#size) {
      this.#size = Math.ceil(size * 1.25);
      this.at = this.#kernel.allocate(this.#size);
    }
    return this.at;
  }

  put(bytes: Uint8Array): number {
    const at = this.ask(bytes.length);
    this.#kernel.bytes().set(bytes, at);
    return at;
  }
}

/** A column: its dictionary, and the spans of the page at hand. */
class Slot {
  readonly #kernel: Kernel;
  readonly #page: PageRegion;
  readonly #text: PageRegion;
  readonly #levels: PageRegion;
  readonly #numbers: PageRegion;
  readonly #dense: PageRegion;
  readonly #spread: PageRegion;
  readonly #ready: PageRegion;
  readonly #entries: { readonly page: PageRegion; readonly text: PageRegion; readonly spans: PageRegion };
  #entryCount = 0;
  #kind: keyof typeof KINDS | undefined;
  #next = 0;
  rows = 0;

  constructor(kernel: Kernel) {
    const region = (): PageRegion => new PageRegion(kernel);
    this.#kernel = kernel;
    this.#page = region();
    this.#text = region();
    this.#levels = region();
    this.#numbers = region();
    this.#dense = region();
    this.#spread = region();
    this.#ready = region();
    this.#entries = { page: region(), text: region(), spans: region() };
  }

  clear(kind: keyof typeof KINDS | undefined): void {
    this.#kind = kind;
    this.#entryCount = 0;
    this.rows = 0;
  }

  takeDictionary(type: ValueType, count: number, values: Uint8Array): void {
    const { page, text, spans } = this.#entries;
    this.#entryCount = 0;
    this.#decode(type, count, values, page, text, spans);
    this.#entryCount = count;
  }

  takePage(type: ValueType, { rows, levels, values, isIndexed }: ColumnPage): void {
    let count = rows;
    if (levels !== undefined) {
      this.#decodeRuns(levels, 1, rows, this.#levels);
      count = this.#kernel.countLevel(this.#levels.at, rows, 1);
    }
    if (isIndexed) this.#lookUp(count, values);
    else this.#decode(type, count, values, this.#page, this.#text, this.#dense);
    this.#next = this.#dense.at;
    if (count < rows) {
      this.#next = this.#spread.ask(rows * 8);
      this.#kernel.spreadValues(this.#levels.at, rows, 1, this.#dense.at, this.#next);
    }
    this.rows = rows;
  }

  /** Texts go the way of those of a page, to mean the same and to be escaped; JSON needs no look but for its kind. */
  takeReady(values: readonly Ready[]): void {
    const texts = values.flatMap((value) => (value !== undefined && "text" in value ? encoder.encode(value.text) : []));
    this.#decode("bytes", texts.length, plainPage(texts), this.#page, this.#text, this.#dense);
    const written = values.map((value) =>
      value !== undefined && "json" in value ? encoder.encode(jsonOfKind(value.json, this.#kind)) : undefined,
    );
    const isText = this.#kind === "text" || this.#kind === "address";
    let at = this.#ready.ask(written.reduce((sum, bytes) => sum + (bytes?.length ?? 0) + 1, 0));
    this.#next = this.#spread.ask(values.length * 8);
    const words = this.#kernel.words();
    let span = this.#dense.at / 4;
    values.forEach((value, i) => {
      const bytes = written[i];
      const place = this.#next / 4 + i * 2;
      if (bytes === undefined) {
        words.set(value === undefined ? [0, 0] : words.subarray(span, span + 2), place);
        if (value !== undefined) span += 2;
        return;
      }
      const end = at + bytes.length;
      words.set([at, isText && isNumber(bytes) ? end + 2 ** 31 : end], place);
      this.#kernel.bytes().set(bytes, at);
      this.#kernel.bytes().fill(0, end, end + 1);
      at = end + 1;
    });
    this.rows = values.length;
  }

  fill(count: number, place: number): void {
    this.#kernel.putColumn(this.#next, count, place);
    this.#next += count * 8;
    this.rows -= count;
  }

  #decode(
    type: ValueType,
    count: number,
    values: Uint8Array,
    page: PageRegion,
    text: PageRegion,
    spans: PageRegion,
  ): void {
    // No value takes less than four bytes: a page that claims more values is damaged, and must not make us allocate memory.
    if (count * 4 > values.length) throw new DamagedPage("a page is shorter than its header says");
    const at = page.put(values);
    const to = type === "bytes" && this.#kind !== "time" ? 0 : text.ask(count * PAGE_NUMBER_SIZE);
    const out = spans.ask(count * 8);
    // Of a field that we do not know, numbers stay numbers and texts stay texts.
    const kind = this.#kind === undefined ? (type === "bytes" ? TO_TEXT : TO_NUMBER) : KINDS[this.#kind];
    if (!this.#kernel.decodeValues(TYPES[type], kind, at, at + values.length, count, out, to)) {
      throw new DamagedPage("a page is shorter than its header says");
    }
  }

  #lookUp(count: number, values: Uint8Array): void {
    const [width = 0] = values;
    if (width > 32) throw new DamagedPage("a page has numbers of more than 32 bits");
    this.#decodeRuns(values.subarray(1), width, count, this.#numbers);
    const out = this.#dense.ask(count * 8);
    const { spans } = this.#entries;
    if (!this.#kernel.lookUpValues(this.#numbers.at, count, spans.at, this.#entryCount, out)) {
      throw new DamagedPage("a page refers to what is not in its dictionary");
    }
  }

  #decodeRuns(runs: Uint8Array, width: number, count: number, out: PageRegion): void {
    const at = this.#page.put(runs);
    out.ask(count * 4);
    if (!this.#kernel.decodeRuns(at, at + runs.length, width, count, out.at)) {
      throw new DamagedPage("a page is shorter than its header says");
    }
  }
}
