// Tests on texts that only JavaScript can make (regular expressions): each distinct value of a column is asked about
// once, the answer kept beside its number in a table of the kernel.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { Kernel } from "../kernel/kernel.ts";

/** Distinct values that are remembered, and their bytes; behind that every value is asked about anew. */
const VALUE_LIMIT = 65_536;
const BYTE_LIMIT = 8 << 20;

export class Dictionary {
  readonly #kernel: Kernel;
  readonly #test: (text: string) => boolean;
  readonly #table: number;
  readonly #answers: number;
  readonly #rows: number;
  readonly #ids: number;
  readonly #column: number;
  #known = 0;
  #bytes = 0;

  constructor(kernel: Kernel, test: (text: string) => boolean) {
    this.#kernel = kernel;
    this.#test = test;
    this.#table = kernel.openGroups(0);
    this.#answers = kernel.allocate(VALUE_LIMIT + ROW_LIMIT);
    this.#rows = kernel.allocate(ROW_LIMIT * 4);
    this.#ids = kernel.allocate(ROW_LIMIT * 4);
    this.#column = kernel.allocate(4);
  }

  /** Sets the truth of every row by the test of its value; null fails it. */
  test(batch: Batch, column: number, truth: number): void {
    if (this.#known >= VALUE_LIMIT || this.#bytes >= BYTE_LIMIT) {
      this.#testEach(batch, column, truth);
      return;
    }
    const kernel = this.#kernel;
    kernel.useGroups(this.#table);
    const count = kernel.selectAll(this.#rows);
    kernel.words()[this.#column / 4] = column;
    kernel.groupRows(this.#rows, count, this.#column, 1, this.#ids);
    for (; this.#known < kernel.groups.value; this.#known++) {
      const bounds = BigInt.asUintN(64, kernel.keyOf(this.#known));
      const start = Number(bounds & 0xffff_ffffn);
      const end = Number(bounds >> 32n);
      const text = kernel.text(start, end);
      this.#bytes += end - start;
      kernel.bytes()[this.#answers + this.#known] = this.#test(text) ? 1 : 0;
    }
    kernel.lookUpTruth(this.#ids, this.#answers, truth);
  }

  #testEach(batch: Batch, column: number, truth: number): void {
    for (let row = 0; row < batch.rows; row++) {
      const span = batch.value(row, column);
      const holds = span !== undefined && this.#test(this.#kernel.text(span.start, span.end));
      this.#kernel.bytes()[truth + row] = holds ? 1 : 0;
    }
  }
}
