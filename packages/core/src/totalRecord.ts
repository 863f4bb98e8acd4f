// The record of the totals that `flow-group --totals` writes after the groups. It bears a mark, as a null key may be that
// of a group: commands that rank, fill or group what flow-group wrote know it by that, and leave it out.
import type { Batch } from "./batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

/** The key that marks it, with the value true. No field of a flow log can be called that. */
export const TOTAL_KEY = "total()";

/** Leaves records of totals out of batches that have the key as a column. */
export class TotalRecords {
  readonly #kernel: Kernel;
  readonly #value: { readonly at: number; readonly length: number };
  /** How many were left out. */
  count = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#value = kernel.place("true");
  }

  /** Narrows the selection to the others; `take` gets the lines of those that are left out. */
  leaveOut(batch: Batch, take?: (line: Uint8Array) => void): void {
    const kernel = this.#kernel;
    const column = batch.fields.indexOf(TOTAL_KEY);
    if (column < 0 || !kernel.hasValues(column)) return;
    const truth = batch.truth(0);
    kernel.equalText(column, false, this.#value.at, this.#value.length, truth);
    batch.keep(truth);
    this.count += batch.selected;
    if (take !== undefined) for (let i = 0; i < batch.selected; i++) take(batch.line(batch.rowAt(i)));
    kernel.notTruth(truth);
    batch.keep(truth);
  }

  /** Why they do not come out. */
  dropped(): Record<string, number> {
    return this.count > 0 ? { totals: this.count } : {};
  }
}
