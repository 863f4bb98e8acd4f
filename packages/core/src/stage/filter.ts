// Keeps the records for which an expression holds; their lines are copied as they are.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import { compilePredicate, type Predicate } from "../expression/compile.ts";
import type { ListSource } from "../expression/lists.ts";
import type { Expression } from "../expression/syntax.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Stage } from "./worker.ts";

export class FilterStage implements Stage {
  readonly #predicate: Predicate;
  readonly #output: Output;
  #dropped = 0;

  constructor(kernel: Kernel, output: Output, expression: Expression, files: ListSource) {
    this.#predicate = compilePredicate(kernel, expression, files);
    this.#output = output;
  }

  accept(batch: Batch): void {
    batch.keep(this.#predicate.evaluate(batch));
    this.#dropped += batch.rows - batch.selected;
    copyLines(batch, this.#output);
  }

  finish(): void {
    // Nothing is held back.
  }

  dropped(): Record<string, number> {
    return this.#dropped > 0 ? { filtered: this.#dropped } : {};
  }
}

/** Writes the lines of the selected rows as they stand in the input. */
export function copyLines(batch: Batch, output: Output): void {
  const { kernel, list, selected } = batch;
  output.write(
    selected,
    (from, out, limit) => kernel.copyLines(list, from, selected, out, limit),
    () => kernel.written.value,
  );
}
