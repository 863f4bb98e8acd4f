// A column of the pages at hand: its dictionary, and the spans of the page whose rows are being used. What lies in the pages
// is told by their reader; the kernel decodes it.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { type ColumnPage, DamagedPage, PageRegion, type PageSection, type ValueType } from "./columnPage.ts";
import { ValueExpander } from "./valueExpander.ts";
import {
  LOOKED_UP,
  NOT_FOUND,
  PAGE_BYTES,
  PAGE_INT32,
  PAGE_INT64,
  PAGE_NUMBER_SIZE,
  TO_NUMBER,
  TO_TEXT,
  TO_TIME,
  TO_TIME_OF_UNITS,
} from "@flowlogs/kernel/opcodes";

/** A value that was computed elsewhere, as JSON or as a text; undefined is null. */
export type Ready = { readonly json: string } | { readonly text: string } | undefined;

const encoder = new TextEncoder();

const TYPES = { bytes: PAGE_BYTES, int32: PAGE_INT32, int64: PAGE_INT64 } as const;
const KINDS = { text: TO_TEXT, address: TO_TEXT, integer: TO_NUMBER, time: TO_TIME } as const;

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

/** A column: its dictionary, and the spans of the page at hand. */
export class Slot {
  readonly #kernel: Kernel;
  readonly #page: PageRegion;
  readonly #text: PageRegion;
  readonly #dense: PageRegion;
  readonly #spread: PageRegion;
  readonly #ready: PageRegion;
  readonly #plain: ValueExpander;
  readonly #entries: { readonly page: PageRegion; readonly text: PageRegion; readonly spans: PageRegion };
  #entryCount = 0;
  #digits = 0;
  #kind: keyof typeof KINDS | undefined;
  #next = 0;
  rows = 0;

  constructor(kernel: Kernel) {
    const region = (): PageRegion => new PageRegion(kernel);
    this.#kernel = kernel;
    this.#page = region();
    this.#text = region();
    this.#dense = region();
    this.#spread = region();
    this.#ready = region();
    this.#plain = new ValueExpander(kernel);
    this.#entries = { page: region(), text: region(), spans: region() };
  }

  /** The numbers that come are times in units, of which a second has 10 to the power of `digits`; 0: that is not said. */
  setUnit(digits: number): void {
    this.#digits = digits;
  }

  clear(kind: keyof typeof KINDS | undefined): void {
    this.#kind = kind;
    this.#digits = 0;
    this.#entryCount = 0;
    this.rows = 0;
  }

  roomForDictionary(size: number): Uint8Array {
    this.#entryCount = 0;
    return this.#entries.page.room(size);
  }

  takeDictionary(type: ValueType, count: number, size: number): void {
    const { page, text, spans } = this.#entries;
    this.#decode(type, count, { from: page.at, to: page.at + size }, text, spans);
    this.#entryCount = count;
  }

  roomForPage(size: number): Uint8Array {
    return this.#page.room(size);
  }

  takePage(type: ValueType, page: ColumnPage): void {
    const { rows, encoding } = page;
    const [values, levels] = [this.#placed(page.values), page.levels && this.#placed(page.levels)];
    const count = levels === undefined ? rows : this.#kernel.countPresent(levels.from, levels.to, rows);
    if (count < 0) throw new DamagedPage("a page is shorter than its header says");
    // There need be no room for values where all are null.
    if (count === 0) return this.takeNulls(rows);
    if (encoding === "DICTIONARY") this.#lookUp(count, values);
    else {
      const plain = encoding === "PLAIN" ? { type, values } : this.#plain.expand(encoding, type, count, values);
      this.#decode(plain.type, count, plain.values, this.#text, this.#dense);
    }
    this.#next = this.#dense.at;
    if (levels !== undefined && count < rows) {
      this.#next = this.#spread.ask(rows * 8);
      this.#kernel.spreadPresent(levels.from, levels.to, rows, this.#dense.at, this.#next);
    }
    this.rows = rows;
  }

  #placed({ from, to }: PageSection): PageSection {
    return { from: this.#page.at + from, to: this.#page.at + to };
  }

  /** Texts go the way of those of a page, to mean the same and to be escaped; JSON needs no look but for its kind. */
  takeReady(values: readonly Ready[]): void {
    const texts = values.flatMap((value) => (value !== undefined && "text" in value ? encoder.encode(value.text) : []));
    const page = plainPage(texts);
    this.roomForPage(page.length).set(page);
    this.#decode("bytes", texts.length, this.#placed({ from: 0, to: page.length }), this.#text, this.#dense);
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

  takeNulls(rows: number): void {
    this.#next = this.#spread.ask(rows * 8);
    this.#kernel.bytes().fill(0, this.#next, this.#next + rows * 8);
    this.rows = rows;
  }

  fill(count: number, place: number): void {
    this.#kernel.putColumn(this.#next, count, place);
    this.#next += count * 8;
    this.rows -= count;
  }

  #decode(type: ValueType, count: number, { from, to: end }: PageSection, text: PageRegion, spans: PageRegion): void {
    // No value takes less than four bytes: a page that claims more values is damaged, and must not make us allocate memory.
    if (count * 4 > end - from) throw new DamagedPage("a page is shorter than its header says");
    const to = type === "bytes" && this.#kind !== "time" ? 0 : text.ask(count * PAGE_NUMBER_SIZE);
    const out = spans.ask(roomFor(count));
    // Of a field that we do not know, numbers stay numbers and texts stay texts.
    const plainKind = this.#kind === undefined ? (type === "bytes" ? TO_TEXT : TO_NUMBER) : KINDS[this.#kind];
    const kind = plainKind === TO_TIME && this.#digits > 0 ? TO_TIME_OF_UNITS + this.#digits : plainKind;
    if (!this.#kernel.decodeValues(TYPES[type], kind, from, end, count, out, to)) {
      throw new DamagedPage("a page is shorter than its header says");
    }
  }

  #lookUp(count: number, { from, to }: PageSection): void {
    if (count === 0) return;
    const width = this.#kernel.bytes()[from] ?? 0;
    if (from === to || width > 32) throw new DamagedPage("a page has numbers of more than 32 bits");
    const out = this.#dense.ask(roomFor(count));
    const { spans } = this.#entries;
    const found = this.#kernel.lookUpRuns(from + 1, to, width, count, spans.at, this.#entryCount, out);
    if (found === NOT_FOUND) throw new DamagedPage("a page refers to what is not in its dictionary");
    if (found !== LOOKED_UP) throw new DamagedPage("a page is shorter than its header says");
  }
}

/** The bytes that `count` spans take, and one span more: the kernel loads that one too when it spreads them over rows. */
function roomFor(count: number): number {
  return (count + 1) * 8;
}
