// What all records of a group come to: their number, and the sums of some of their columns. The kernel accumulates.
import { accumulatorKinds } from "../aggregate/accumulators.ts";
import { AccumulatorStates } from "../aggregate/accumulatorStates.ts";
import type { Batch } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Total } from "./exact.ts";
import { PLACE_WORDS } from "./groups.ts";

const EACH = ["sum", "countNumbers"] as const;

interface FieldTotal {
  readonly kind: "countRows" | "min" | (typeof EACH)[number];
  /** Of the columns that are summed, the first being the key. */
  readonly column: number;
}

export class Totals {
  readonly #kernel: Kernel;
  readonly #accumulators: readonly FieldTotal[];
  readonly #states: AccumulatorStates;
  readonly #columns: readonly number[];
  /** Values of the key that were no numbers. */
  notNumbers = 0;

  /** `columns`: those to sum, the key's first. */
  constructor(kernel: Kernel, columns: readonly number[]) {
    this.#kernel = kernel;
    this.#columns = columns;
    const sums = columns.flatMap((_, column) => EACH.map((kind) => ({ kind, column })));
    this.#accumulators = [{ kind: "countRows", column: 0 }, { kind: "min", column: 0 }, ...sums];
    const places = this.#accumulators.map(({ kind }, i) => ({ kind, word: PLACE_WORDS + i }));
    this.#states = new AccumulatorStates(kernel, places);
  }

  /** Words of state in each group. */
  static wordsFor(columns: number): number {
    return 2 + EACH.length * columns;
  }

  /** Adds the selected rows to the totals of their groups. */
  add({ list, selected }: Batch, ids: number): void {
    const kernel = this.#kernel;
    this.#accumulators.forEach(({ kind, column }, i) => {
      const before = kernel.notNumbers.value;
      const place = this.#columns[column] ?? 0;
      kernel.accumulate(i, PLACE_WORDS + i, accumulatorKinds[kind].opcode, place, list, selected, ids);
      if (kind === "min") this.notNumbers += kernel.notNumbers.value - before;
    });
  }

  records(group: number): number {
    return this.#states.count(0, group);
  }

  /** The sum of a column's numbers, and their number. */
  sum(group: number, column: number): Total {
    const place = 2 + EACH.length * column;
    return { sum: this.#states.value(place, group) ?? 0n, count: this.#states.count(place + 1, group) };
  }

  /** Some value of the key is below zero. */
  hasNegative(group: number): boolean {
    const least = this.#states.value(1, group);
    return least !== undefined && least < 0;
  }
}
