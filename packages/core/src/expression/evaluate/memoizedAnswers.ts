// Results that only JavaScript can compute from texts (regular expressions, functions): each combination of distinct values is
// computed once, and the result stored by its number in a table of the kernel. A null among the values gives null.
import { type Batch, ROW_LIMIT } from "../../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { type AnswerStore, type Answers } from "./answerTables.ts";

/** Limits of the remembered combinations and their bytes; beyond them every record is computed anew. */
const VALUE_LIMIT = 65_536;
const BYTE_LIMIT = 8 << 20;

export class Dictionary<Answer> {
  readonly #kernel: Kernel;
  readonly #ask: (texts: readonly string[]) => Answer;
  readonly #known: AnswerStore<Answer>;
  /** The answers of one batch, a row each. */
  readonly #fresh: AnswerStore<Answer>;
  readonly #table: number;
  readonly #rows: number;
  readonly #ids: number;
  readonly #keys: number;
  readonly #width: number;
  #count = 0;
  #bytes = 0;

  constructor(kernel: Kernel, width: number, answers: Answers<Answer>, ask: (texts: readonly string[]) => Answer) {
    this.#kernel = kernel;
    this.#ask = ask;
    this.#width = width;
    this.#known = answers(kernel, VALUE_LIMIT + ROW_LIMIT);
    this.#fresh = answers(kernel, ROW_LIMIT);
    this.#table = kernel.openGroups(0);
    this.#rows = kernel.allocate(ROW_LIMIT * 4);
    this.#ids = kernel.allocate(ROW_LIMIT * 4);
    this.#keys = kernel.allocate(width * 4);
  }

  /** Puts the answer for every row, by its values in these columns, into `out`: what that is the store knows. */
  fill(batch: Batch, columns: readonly number[], out: number): void {
    const kernel = this.#kernel;
    kernel.words().set(columns, this.#keys / 4);
    if (this.#count >= VALUE_LIMIT || this.#bytes >= BYTE_LIMIT) {
      this.#fillAnew(batch, columns, out);
      return;
    }
    kernel.useGroups(this.#table);
    const count = kernel.selectAll(this.#rows);
    kernel.groupRows(this.#rows, count, this.#keys, this.#width, false, this.#ids, 0);
    for (; this.#count < kernel.groups.value; this.#count++) {
      const texts = columns.map((_, place) => this.#textOf(this.#count, place));
      this.#bytes += this.#known.put(this.#count, this.#ask(texts));
    }
    this.#known.lookUp(this.#ids, out);
  }

  #textOf(group: number, place: number): string {
    const bounds = BigInt.asUintN(64, this.#kernel.keyOf(group, place));
    const start = Number(bounds & 0xffff_ffffn);
    const end = Number(bounds >> 32n);
    this.#bytes += end - start;
    return this.#kernel.text(start, end);
  }

  #fillAnew(batch: Batch, columns: readonly number[], out: number): void {
    const kernel = this.#kernel;
    this.#fresh.forget();
    for (let row = 0; row < batch.rows; row++) {
      const spans = columns.map((column) => batch.value(row, column));
      const texts = spans.flatMap((span) => (span === undefined ? [] : [kernel.text(span.start, span.end)]));
      const isComplete = texts.length === columns.length;
      if (isComplete) this.#fresh.put(row, this.#ask(texts));
      kernel.words().fill(isComplete ? row + 1 : 0, this.#ids / 4 + row, this.#ids / 4 + row + 1);
    }
    this.#fresh.lookUp(this.#ids, out);
  }
}
