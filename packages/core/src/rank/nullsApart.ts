// Keeps records with null in a field of --per out of each other's groups: each gets a number of its own, which is one more
// column that the records are grouped by.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

/** The column of these numbers; no field has a NUL in its name. */
export const APART = "\0apart";

export class NullsApart {
  readonly #kernel: Kernel;
  readonly #numbers: number;
  readonly #texts: number;
  #count = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#numbers = kernel.allocate(ROW_LIMIT * 8);
    this.#texts = kernel.allocate(ROW_LIMIT * 32);
  }

  /** Numbers the rows that lack one of these columns. */
  fill(batch: Batch, columns: readonly number[]): void {
    const kernel = this.#kernel;
    const words = kernel.words();
    const numbers = kernel.doubles().subarray(this.#numbers / 8, this.#numbers / 8 + batch.rows);
    for (let row = 0; row < batch.rows; row++) {
      let isWhole = true;
      for (let i = 0; i < columns.length; i++) {
        const column = columns[i] ?? -1;
        isWhole &&= column >= 0 && words[batch.spanAt(row, column)] !== 0;
      }
      numbers[row] = isWhole ? Number.NaN : ++this.#count;
    }
    kernel.writeNumbers(this.#numbers, this.#texts, batch.fields.lastIndexOf(APART));
  }
}
