// Fills columns of the batch with values that are computed: a key such as `floor(bytes/1024)`, what is summed in
// `sum(bytes*8)`. The decoder has left room for them (the columns that it calls computed) after those of the fields.
import type { Batch } from "../../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { openComputer } from "./compilePredicate.ts";
import type { Computation } from "./computation.ts";
import type { ListSource } from "./listFiles.ts";
import type { Scalar } from "../syntax.ts";

export class ComputedColumns {
  readonly #kernel: Kernel;
  readonly #columns: readonly (readonly [name: string, value: Computation])[];

  /** By the names of their columns. `files`: where the lists of `in @FILE` inside of `if` and `case` come from. */
  constructor(kernel: Kernel, columns: ReadonlyMap<string, Scalar>, files: ListSource) {
    const computer = openComputer(kernel, files);
    this.#kernel = kernel;
    this.#columns = [...columns].map(([name, scalar]) => [name, computer.compute(scalar)]);
  }

  /** Numbers are doubles, written in their shortest form; null where a part is null. */
  compute(batch: Batch): void {
    for (const [name, value] of this.#columns) {
      // After the fields, so that a key of the same name in the input does not get in the way.
      const place = batch.fields.lastIndexOf(name);
      if (place >= 0) this.#kernel.copyColumn(value.column(batch), place);
    }
  }
}
