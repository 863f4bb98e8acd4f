// Values of number fields that are no numbers: lines of a log have them as they came, and readers leave out the whole record.
import type { Problem } from "@flowlogs/base/problem";
import { columnType } from "@flowlogs/core/parquet";
import type { RowList } from "@flowlogs/core/write";

/** In the end of a span: it is a text. */
const TEXT = 0x8000_0000;
const ZERO = 48;
const NINE = 57;
const DASH = 45;
const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

export class TextMisfits {
  /** The columns of numbers, by their names. */
  readonly #columns: ReadonlyMap<string, number>;
  readonly #counts = new Map<string, number>();

  constructor(fields: readonly string[]) {
    const numbers = fields.map((name, column) => [name, column] as const);
    this.#columns = new Map(numbers.filter(([name]) => columnType(name).type !== "bytes"));
  }

  add(rows: RowList): void {
    for (const [name, column] of this.#columns) {
      const count = countIn(rows, column);
      if (count > 0) this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
    }
  }

  problems(): readonly Problem[] {
    return [...this.#counts].map(([name, count]) => {
      const what = count === 1 ? "a value is not a number" : `${count.toLocaleString("en-US")} values are not numbers`;
      return {
        problem: `${name}: ${what}, and readers leave out records with such values`,
        advice: "--format parquet writes null in their place",
      };
    });
  }
}

function countIn({ batch, list, count }: RowList, column: number): number {
  const { kernel } = batch;
  const [words, bytes] = [kernel.words(), kernel.bytes()];
  const first = batch.spanAt(0, column);
  const step = batch.spanAt(1, column) - first;
  let misfits = 0;
  for (let place = list / 4; place < list / 4 + count; place++) {
    const at = first + (words[place] ?? 0) * step;
    const start = words[at] ?? 0;
    const end = words[at + 1] ?? 0;
    const byte = bytes[start] ?? 0;
    // Nearly all are null or numbers.
    if (start === 0 || (end < TEXT && ((byte >= ZERO && byte <= NINE) || byte === DASH))) continue;
    const text = kernel.text(start, end < TEXT ? end : end - TEXT);
    if (text !== "" && !number.test(text)) misfits++;
  }
  return misfits;
}
