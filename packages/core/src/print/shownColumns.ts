// Puts what is shown in the place of values, so that the kernel writes also rows whose values look otherwise than they are.
// The text of a value is made once, however often the value comes.
import type { Batch } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ByteTexts } from "./byteTexts.ts";
import { isChanged, type Shower, showerOf } from "./cells.ts";
import type { Look } from "./look.ts";
import { NumberList } from "./numberList.ts";

/** Values that a column remembers, and bytes of their texts; beyond them it begins anew with the next batch. */
const MOST_VALUES = 65_536;
const MOST_BYTES = 2 ** 21;
/** In the end of a span: it is a text. */
const TEXT = 0x8000_0000;
/** Bytes behind a text that the kernel may read along. */
const SLACK = 16;

const encoder = new TextEncoder();

export class ShownColumns {
  readonly #columns: readonly ShownColumn[];

  /** Of the columns of these names, those that the look changes. */
  constructor(kernel: Kernel, keys: readonly string[], look: Look) {
    this.#columns = keys.flatMap((key, column) =>
      isChanged(key, look) ? new ShownColumn(kernel, column, showerOf(key, look)) : [],
    );
  }

  /** Changes the rows from a place of the selection on, until the batch is filled again. */
  show(batch: Batch, from = 0): void {
    for (const column of this.#columns) column.show(batch, from);
  }
}

class ShownColumn {
  readonly #column: number;
  readonly #region: TextRegion;
  readonly #numbers: ShownTexts;
  readonly #texts: ShownTexts;

  constructor(kernel: Kernel, column: number, shower: Shower) {
    this.#column = column;
    this.#region = new TextRegion(kernel);
    this.#numbers = new ShownTexts((value) => this.#region.place(shower(value, false).text));
    this.#texts = new ShownTexts((value) => this.#region.place(shower(value, true).text));
  }

  show(batch: Batch, from: number): void {
    if (this.#numbers.isFull || this.#texts.isFull || this.#region.isFull) {
      this.#numbers.forget();
      this.#texts.forget();
      this.#region.empty();
    }
    const { kernel, selected } = batch;
    let [words, bytes] = [kernel.words(), kernel.bytes()];
    const first = batch.spanAt(0, this.#column);
    const step = batch.spanAt(1, this.#column) - first;
    for (let place = from; place < selected; place++) {
      const at = first + (words[batch.list / 4 + place] ?? 0) * step;
      const [start = 0, end = 0] = [words[at], words[at + 1]];
      if (start === 0) continue;
      const shown = end < TEXT ? this.#numbers : this.#texts;
      const number = shown.numberOf(bytes, start, end < TEXT ? end : end - TEXT);
      // The memory has grown for a new text.
      if (words.length === 0) [words, bytes] = [kernel.words(), kernel.bytes()];
      words[at] = shown.startOf(number);
      words[at + 1] = shown.endOf(number);
    }
  }
}

/** Where the texts of values are, by the numbers of the values. */
class ShownTexts {
  readonly #place: (value: string) => readonly [start: number, end: number];
  #values = new ByteTexts();
  /** Two a value. */
  #bounds = new NumberList(true);

  constructor(place: (value: string) => readonly [start: number, end: number]) {
    this.#place = place;
    this.forget();
  }

  get isFull(): boolean {
    return this.#values.count > MOST_VALUES;
  }

  forget(): void {
    this.#values = new ByteTexts();
    this.#bounds = new NumberList(true);
    // Values have numbers from 1 on.
    this.#bounds.push(0);
    this.#bounds.push(0);
  }

  /** The number of the value at [start, end), whose text is made if it is new. */
  numberOf(bytes: Uint8Array, start: number, end: number): number {
    const number = this.#values.numberOf(bytes, start, end);
    if (2 * number === this.#bounds.length) {
      const [from, to] = this.#place(this.#values.text(number) ?? "");
      this.#bounds.push(from);
      this.#bounds.push(to);
    }
    return number;
  }

  startOf(number: number): number {
    return this.#bounds.at(2 * number);
  }

  endOf(number: number): number {
    return this.#bounds.at(2 * number + 1) + TEXT;
  }
}

/** Texts one after the other in the kernel's memory. */
class TextRegion {
  readonly #kernel: Kernel;
  #size = 2 ** 14;
  #start: number;
  #at: number;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#start = this.#at = kernel.allocate(this.#size);
  }

  get isFull(): boolean {
    return this.#at - this.#start > MOST_BYTES;
  }

  empty(): void {
    this.#at = this.#start;
  }

  /** Where the text begins and ends. */
  place(text: string): readonly [start: number, end: number] {
    const bytes = encoder.encode(text);
    if (this.#at + bytes.length + SLACK > this.#start + this.#size) {
      // What was placed stays where it is.
      this.#size = Math.max(2 * this.#size, bytes.length + SLACK);
      this.#start = this.#at = this.#kernel.allocate(this.#size);
    }
    const start = this.#at;
    this.#kernel.bytes().set(bytes, start);
    this.#at += bytes.length;
    return [start, this.#at];
  }
}
