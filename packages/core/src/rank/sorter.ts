// Puts records in order: all of them, or the first of each group. The kernel ranks and sorts (kernel/assembly/sort/sort.ts); this file
// gives it memory, and takes to temporary files what does not fit into that.
import type { Batch } from "../batch.ts";
import { type Kernel, MemoryFull } from "@flowlogs/kernel/kernel";
import type { TemporaryFile } from "@flowlogs/base/contracts";
import { type MemoryPart, Runs, type Take } from "./runs.ts";

/** A column of the batches to sort by. */
export interface SortColumn {
  readonly column: number;
  readonly descending: boolean;
}

export interface SorterOptions {
  readonly columns: readonly SortColumn[];
  /** How many records of a group stay. */
  readonly limit: number;
  readonly grouped: boolean;
  /** Bytes that the records may take in memory. */
  readonly memory: number;
  readonly temporary: () => TemporaryFile;
}

const MIN_MEMORY = 1 << 16;
/** A kernel has 2 GiB, and there is more than these records. */
const MAX_MEMORY = 3 * 2 ** 29;
/** No limit: the largest u32, more records than memory can have. */
const NO_LIMIT = 0xffff_ffff;

export class Sorter {
  readonly #kernel: Kernel;
  readonly #limit: number;
  readonly #temporary: () => TemporaryFile;
  readonly #runs: Runs;
  #region: MemoryPart = { at: 0, size: 0 };

  constructor(kernel: Kernel, { columns, limit, grouped, memory, temporary }: SorterOptions) {
    this.#kernel = kernel;
    this.#limit = limit;
    this.#temporary = temporary;
    this.#runs = new Runs(kernel, limit, temporary);
    const keys = kernel.allocate(columns.length * 8);
    const entries = columns.flatMap(({ column, descending }) => [column, descending ? 1 : 0]);
    kernel.words().set(entries, keys / 4);
    kernel.openSort(keys, columns.length, Math.min(limit, NO_LIMIT), grouped);
    this.#takeRegion(Math.floor(Math.min(Math.max(memory, MIN_MEMORY), MAX_MEMORY) / 16) * 16);
  }

  /** Takes in the selected rows; `ids` are those of their groups, as the kernel's groupRows leaves them, or 0. */
  add({ list, selected }: Batch, ids: number): void {
    const kernel = this.#kernel;
    let stuckAt = -1;
    for (let done = 0; (done = kernel.rankRows(list, done, selected, ids)) < selected;) {
      // A record that does not fit into an empty region needs a larger one.
      if (kernel.held.value === 0) this.#takeRegion(4 * this.#region.size);
      else if (done === stuckAt || !kernel.cutSort()) this.#spill();
      stuckAt = done;
    }
  }

  /** Hands the lines of all that stays over, in order, each with a newline. */
  drain(take: Take): void {
    if (this.#runs.isEmpty) {
      this.#writeHeld(false, take);
      return;
    }
    if (this.#kernel.held.value > 0) this.#spill();
    this.#runs.drain(this.#region, take);
  }

  /** Part of the records is in temporary files. */
  get isSpilled(): boolean {
    return !this.#runs.isEmpty;
  }

  /** Hands the lines over that would stay if nothing more came, and stays as it is. Only while nothing is spilled. */
  peek(take: Take): void {
    this.#writeHeld(false, take);
    this.#kernel.restoreSort();
  }

  #spill(): void {
    const file = this.#temporary();
    this.#writeHeld(true, (bytes) => file.write(bytes));
    this.#kernel.emptySort();
    // Two runs are read side by side at least, a record of each.
    const least = 4 * (this.#kernel.largest.value >>> 0);
    if (this.#region.size < least) this.#takeRegion(least);
    this.#runs.add(file, this.#region);
  }

  #writeHeld(asRun: boolean, take: Take): void {
    const kernel = this.#kernel;
    const { at, size } = this.#runs.stage();
    kernel.sortHeld();
    kernel.openPlaces(this.#limit);
    for (let place = 0; place < kernel.held.value; place = kernel.sortedPassed.value) {
      const end = kernel.writeSorted(place, asRun, at, at + size) >>> 0;
      take(kernel.bytes().subarray(at, end));
    }
  }

  /** Gives the kernel a region of that size, or of the memory that is left. Nothing of it is in use before it is written to. */
  #takeRegion(size: number): void {
    try {
      this.#region = { at: this.#kernel.allocate(size), size };
    } catch (error) {
      if (!(error instanceof MemoryFull) || size <= this.#region.size || size <= MIN_MEMORY) throw error;
      this.#takeRegion(Math.floor(size / 32) * 16);
      return;
    }
    this.#kernel.moveSort(this.#region.at, size);
  }
}
