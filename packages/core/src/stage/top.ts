// Keeps the N first records by the values of some fields. The kernel passes only the records over that may come among
// them, so that memory and work are those of N records.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { BoundedHeap } from "../rank/heap.ts";
import { compareRanked, type SortKey, type SortValue, sortValue } from "../rank/order.ts";
import type { Stage } from "./worker.ts";

export interface TopOptions {
  readonly count: number;
  readonly keys: readonly SortKey[];
}

interface Ranked {
  readonly values: readonly SortValue[];
  readonly arrival: number;
  readonly line: Uint8Array;
}

const NEWLINE = new Uint8Array([10]);

export class TopStage implements Stage {
  readonly #kernel: Kernel;
  readonly #output: Output;
  readonly #count: number;
  readonly #keys: readonly SortKey[];
  readonly #heap: BoundedHeap<Ranked>;
  readonly satisfied: boolean;
  #records = 0;
  #arrivals = 0;

  constructor(kernel: Kernel, output: Output, { count, keys }: TopOptions) {
    this.#kernel = kernel;
    this.#output = output;
    this.#count = count;
    this.#keys = keys;
    this.satisfied = count === 0;
    this.#heap = new BoundedHeap(count, (a, b) => compareRanked(a.values, b.values, keys) || a.arrival - b.arrival);
  }

  accept(batch: Batch): void {
    this.#records += batch.selected;
    this.#narrow(batch);
    for (let place = 0; place < batch.selected; place++) {
      const row = batch.rowAt(place);
      const values = this.#keys.map((_, column) => this.#value(batch, row, column));
      const { last } = this.#heap;
      // The line is copied only when it stays; of equals the earlier one does.
      if (!this.#heap.full || last === undefined || compareRanked(values, last.values, this.#keys) < 0) {
        this.#heap.add({ values, arrival: this.#arrivals, line: batch.line(row).slice() });
      }
      this.#arrivals++;
    }
  }

  finish(): void {
    const ranked = this.#heap.sorted();
    for (const { line } of ranked) {
      this.#output.append(line);
      this.#output.append(NEWLINE);
    }
    this.#output.records += ranked.length;
  }

  dropped(): Record<string, number> {
    // Every record is ranked, so that places stay empty only for want of records.
    const others = this.#records - Math.min(this.#records, this.#count);
    return others > 0 ? { "not among the first": others } : {};
  }

  /** Drops the rows that come behind the last one kept, by the first key alone. */
  #narrow(batch: Batch): void {
    const bound = this.#heap.full ? this.#heap.last?.values[0] : undefined;
    if (typeof bound !== "number") return;
    batch.selected = this.#kernel.selectByNumber(0, this.#keys[0]?.descending === true, bound, batch.list);
  }

  #value(batch: Batch, row: number, column: number): SortValue {
    const span = batch.value(row, column);
    return span === undefined ? undefined : sortValue(this.#kernel.text(span.start, span.end));
  }
}
