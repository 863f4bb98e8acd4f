// The values of lists as rows of their own, so that accumulators take them like values of records: "values(dstport)":[80,443] of
// a group is two rows of it.
import { Batch, ROW_LIMIT } from "../../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import type { PairRows } from "../distinctPairs.ts";
import { notAState } from "./partialError.ts";

/** Takes rows; the bytes are those of their values, about. */
export type TakeRows = (rows: PairRows, bytes: number) => void;
/** Takes a state that is an object, not a list. */
export type TakeObject = (group: number, text: string) => void;

const TEXT_ROOM = 65_536;
const TEXT = 0x8000_0000;
const [QUOTE, BACKSLASH, COMMA, OPEN_BRACKET, OPEN_BRACE, SMALL_N] = [34, 92, 44, 91, 123, 110];
/** Blanks, and other signs up to it. */
const BLANK = 32;
const encoder = new TextEncoder();

export class ListedValues {
  readonly #kernel: Kernel;
  readonly #batch: Batch;
  readonly #ids: number;
  /** Texts without their escapes. */
  readonly #texts: ReusedRegion;
  #textAt = 0;
  #textEnd = 0;
  #count = 0;
  #bytes = 0;
  #id = 0;
  #take: TakeRows = () => undefined;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#batch = new Batch(kernel, ["value"]);
    this.#ids = kernel.allocate(ROW_LIMIT * 4);
    this.#texts = new ReusedRegion(kernel);
    const rows = Uint32Array.from({ length: ROW_LIMIT }, (_, row) => row);
    kernel.words().set(rows, this.#batch.list / 4);
  }

  /** Hands over the values of the lists in a column of the listed rows. */
  each(batch: Batch, { column, list, count, ids }: PairRows, take: TakeRows, takeObject?: TakeObject): void {
    if (column < 0) return;
    this.#take = take;
    this.#emptyTexts();
    for (let place = 0; place < count; place++) {
      const words = this.#kernel.words();
      const id = words[ids / 4 + place] ?? 0;
      const at = batch.spanAt(words[list / 4 + place] ?? 0, column);
      const [start = 0, end = 0] = [words[at], words[at + 1]];
      if (id === 0 || start === 0) continue;
      this.#id = id;
      const first = this.#kernel.bytes()[start];
      if (first === OPEN_BRACE && takeObject !== undefined) takeObject(id - 1, this.#kernel.text(start, end));
      else if (first === OPEN_BRACKET && end < TEXT) this.#expand(start + 1, end - 1);
      else throw notAState(batch.fields[column] ?? "", this.#kernel.text(start, end % TEXT));
    }
    this.#flush();
    batch.reattach();
  }

  #expand(start: number, end: number): void {
    for (let at = start; at < end;) {
      // Taking values may make memory grow, which detaches views.
      const bytes = this.#kernel.bytes();
      const to = endOfElement(bytes, at, end);
      let from = at;
      while (from < to && (bytes[from] ?? 0) <= BLANK) from++;
      let last = to;
      while (last > from && (bytes[last - 1] ?? 0) <= BLANK) last--;
      if (last > from) this.#add(bytes, from, last);
      at = to + 1;
    }
  }

  #add(bytes: Uint8Array, from: number, to: number): void {
    if (bytes[from] === SMALL_N) return;
    if (bytes[from] !== QUOTE) this.#addSpan(from, to);
    else if (!bytes.subarray(from, to).includes(BACKSLASH)) this.#addSpan(from + 1, to - 1 + TEXT);
    else this.#addText(encoder.encode(String(JSON.parse(this.#kernel.text(from, to)))));
  }

  #addText(text: Uint8Array): void {
    if (this.#textAt + text.length > this.#textEnd) {
      this.#flush();
      this.#emptyTexts(text.length);
    }
    const from = this.#textAt;
    this.#kernel.bytes().set(text, from);
    this.#textAt += text.length;
    this.#addSpan(from, this.#textAt + TEXT);
  }

  #addSpan(start: number, end: number): void {
    const words = this.#kernel.words();
    const at = this.#batch.spanAt(this.#count, 0);
    words[at] = start;
    words[at + 1] = end;
    words[this.#ids / 4 + this.#count] = this.#id;
    this.#bytes += (end % TEXT) - start;
    this.#count++;
    if (this.#count === ROW_LIMIT) this.#flush();
  }

  #flush(): void {
    const [count, bytes] = [this.#count, this.#bytes];
    this.#count = 0;
    this.#bytes = 0;
    if (count === 0) return;
    // Taking rows before may have put another batch in the place of this one.
    this.#batch.attach(0);
    this.#take({ column: 0, list: this.#batch.list, count, ids: this.#ids }, bytes);
  }

  #emptyTexts(least = 0): void {
    const room = Math.max(TEXT_ROOM, least);
    this.#textAt = this.#texts.of(room);
    this.#textEnd = this.#textAt + room;
  }
}

/** Where the element that begins at `at` ends: at a comma, or at `end`. */
function endOfElement(bytes: Uint8Array, at: number, end: number): number {
  let depth = 0;
  for (let to = at; to < end; to++) {
    const sign = bytes[to] ?? 0;
    if (sign === QUOTE) {
      to++;
      while (to < end && bytes[to] !== QUOTE) to += bytes[to] === BACKSLASH ? 2 : 1;
    } else if (sign === COMMA && depth === 0) return to;
    // Brackets and braces differ in one bit; what opens has a smaller code than what closes.
    else if ((sign | 32) === OPEN_BRACE) depth++;
    else if ((sign | 32) === OPEN_BRACE + 2) depth--;
  }
  return end;
}
