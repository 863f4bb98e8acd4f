// Groups by bin: each bin has a table of its own, which is written once, when the bin is over, and then serves for another one. So
// memory holds the bins that are not over, however long the input is.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { MemoryFull } from "@flowlogs/kernel/kernel";
import { BinTimes, type OpenBin } from "./binTimes.ts";
import type { Grouper } from "./externalGrouper.ts";
import type { Rows } from "./accumulatorFeeder.ts";
import type { Grouping } from "./grouping.ts";

/** A table, and what is done when memory does not suffice. */
export interface BinGroups {
  readonly grouping: Grouping;
  readonly grouper: Grouper;
}

interface LateBin extends OpenBin {
  readonly groups: BinGroups;
  /** Its rows of the batch at hand. */
  readonly rows: number[];
}

/** Bins that are not over, at most: a table takes 100 KB at least. */
const LIMIT = 1000;
const TIME = "start";

export class LateGrouper implements Grouper {
  readonly #kernel: Kernel;
  readonly #column: string;
  readonly #make: () => BinGroups;
  readonly #bins: BinTimes<LateBin>;
  readonly #all: BinGroups[] = [];
  readonly #free: BinGroups[] = [];
  readonly #list: number;
  /** Rows of bins that were over, and of those without a time. */
  late = 0;
  timeless = 0;

  /** `late`: in milliseconds; `column`: that of the bins. */
  constructor(kernel: Kernel, late: number, column: string, make: () => BinGroups) {
    this.#kernel = kernel;
    this.#column = column;
    this.#make = make;
    this.#list = kernel.allocate(ROW_LIMIT * 4);
    this.#bins = new BinTimes(late, (start, key) => ({ start, key, groups: this.#take(), rows: [] }));
  }

  /** Narrows the selection to the rows of bins that are not over. */
  sort(batch: Batch): void {
    const [column, time] = [batch.fields.indexOf(this.#column), batch.fields.indexOf(TIME)];
    for (const { rows } of this.#bins.bins) rows.length = 0;
    const taken: number[] = [];
    for (let place = 0; place < batch.selected; place++) {
      const row = batch.rowAt(place);
      const bin = this.#bins.binOf(batch, row, column, time);
      if (bin === undefined) this.late++;
      else {
        bin.rows.push(row);
        taken.push(row);
        if (bin.key.length > 0 && !Number.isFinite(bin.start)) this.timeless++;
      }
    }
    this.#kernel.words().set(taken, batch.list / 4);
    batch.selected = taken.length;
  }

  add(batch: Batch, { count: all }: Rows, bytes: number): void {
    for (const { rows, groups } of this.#bins.bins) {
      if (rows.length === 0) continue;
      this.#kernel.words().set(rows, this.#list / 4);
      groups.grouper.add(batch, { list: this.#list, count: rows.length }, (bytes * rows.length) / all);
    }
    const over = this.#bins.takeOver();
    for (const bin of over) this.#write(bin);
    // Rows that were in temporary files came back in another batch.
    if (over.length > 0) batch.reattach();
  }

  finish(): void {
    for (const bin of this.#bins.bins.splice(0)) this.#write(bin);
  }

  get groupings(): readonly Grouping[] {
    return this.#all.map(({ grouping }) => grouping);
  }

  get spilled(): number {
    return this.#all.reduce((sum, { grouper }) => sum + grouper.spilled, 0);
  }

  #take(): BinGroups {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#all.length >= LIMIT) {
      throw new MemoryFull(`more than ${LIMIT} bins are not over`, "give larger bins, or a shorter time with --late");
    }
    const made = this.#make();
    this.#all.push(made);
    return made;
  }

  #write({ groups }: LateBin): void {
    groups.grouper.finish();
    groups.grouping.empty(false);
    this.#free.push(groups);
  }
}
