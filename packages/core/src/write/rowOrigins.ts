// Where rows come from: what their columns say of it, as a number, so that the values of each kind of row are looked at once.
import type { Batch } from "../batch.ts";
import { ByteTexts } from "../print/byteTexts.ts";
import { NumberPairs } from "./numberPairs.ts";

const TEXT = 0x8000_0000;

/** What these columns say; undefined: null. */
export type OriginValues = readonly (string | undefined)[];

export class RowOrigins {
  readonly #columns: readonly string[];
  readonly #texts: readonly ByteTexts[];
  readonly #pairs: readonly NumberPairs[];
  readonly #resolve: (values: OriginValues) => number;
  /** What the numbers of the values were resolved to. */
  readonly #origins: number[] = [];

  /** `resolve` is asked once for all rows of the same values; what it returns is not negative where they can be placed. */
  constructor(columns: readonly string[], resolve: (values: OriginValues) => number) {
    this.#columns = columns;
    this.#resolve = resolve;
    this.#texts = columns.map(() => new ByteTexts());
    this.#pairs = columns.map(() => new NumberPairs());
  }

  /** Puts the origin of each row into `origins`. */
  read(batch: Batch, origins: Int32Array): void {
    const numbers = this.#numbersOf(batch);
    for (let row = 0; row < batch.rows; row++) {
      const number = numbers[row] ?? 0;
      origins[row] = this.#origins[number] ??= this.#resolve(this.#valuesOf(batch, row));
    }
  }

  /** A number for the values of each row. */
  #numbersOf(batch: Batch): Uint32Array {
    const numbers = new Uint32Array(batch.rows);
    for (const [i, name] of this.#columns.entries()) {
      const column = batch.columnOf(name);
      const [texts, pairs] = [this.#texts[i], this.#pairs[i]];
      if (texts === undefined || pairs === undefined) continue;
      addColumn(batch, column, texts, pairs, numbers);
    }
    return numbers;
  }

  #valuesOf(batch: Batch, row: number): OriginValues {
    return this.#columns.map((name) => {
      const column = batch.columnOf(name);
      const value = column < 0 ? undefined : batch.value(row, column);
      return value && batch.kernel.text(value.start, value.end);
    });
  }
}

/** Makes of each number one that also tells the values of a column apart. */
function addColumn(batch: Batch, column: number, texts: ByteTexts, pairs: NumberPairs, numbers: Uint32Array): void {
  const [words, bytes] = [batch.kernel.words(), batch.kernel.bytes()];
  const first = column < 0 ? 0 : batch.spanAt(0, column);
  const step = column < 0 ? 0 : batch.spanAt(1, column) - first;
  let last = -1;
  let lastText = -1;
  let pair = 0;
  // No array a row, not even to take it apart: a million of them are half a gigabyte for the garbage collector.
  for (let row = 0, at = first; row < numbers.length; row++, at += step) {
    const start = column < 0 ? 0 : (words[at] ?? 0);
    const end = column < 0 ? 0 : (words[at + 1] ?? 0);
    const text = texts.numberOf(bytes, start, end < TEXT ? end : end - TEXT);
    const before = numbers[row] ?? 0;
    // Rows that follow each other mostly come from the same place.
    if (text !== lastText || before !== last) pair = pairs.numberOf(before, text);
    last = before;
    lastText = text;
    numbers[row] = pair;
  }
}
