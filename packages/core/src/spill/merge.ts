// Sorted runs of records in temporary files to one: the lowest number first. The comparing and copying is the kernel's.
import type { Output } from "../encode/output.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { TemporaryFile } from "@flowlogs/base/contracts";
import { ALL_DONE, NO_ROOM } from "@flowlogs/kernel/opcodes";

const CHUNK = 1 << 17;
const RUN_WORDS = 4;

interface MergeRegion {
  start: number;
  capacity: number;
}

export class Merger {
  readonly #kernel: Kernel;
  readonly #regions: MergeRegion[] = [];
  #table = 0;
  #tableSize = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Writes the records of all runs, with their heads or without, and closes the runs. How many records there were. */
  merge(runs: readonly TemporaryFile[], output: Output, heads: boolean): number {
    const kernel = this.#kernel;
    this.#layOut(runs.length);
    kernel.merged.value = 0;
    runs.forEach((run, place) => this.#fill(run, place));
    do {
      output.fill(
        (out, limit) => kernel.mergeByNumber(this.#table, runs.length, heads, out, limit),
        () => kernel.runAtEnd.value === NO_ROOM,
      );
      const place = kernel.runAtEnd.value;
      const run = runs[place];
      if (run !== undefined) this.#fill(run, place);
    } while (kernel.runAtEnd.value !== ALL_DONE);
    for (const run of runs) run.close();
    return kernel.merged.value;
  }

  #layOut(count: number): void {
    while (this.#regions.length < count) {
      this.#regions.push({ start: this.#kernel.allocate(2 * CHUNK), capacity: 2 * CHUNK });
    }
    if (count > this.#tableSize) {
      this.#tableSize = count;
      this.#table = this.#kernel.allocate(count * RUN_WORDS * 4);
    }
    this.#regions.slice(0, count).forEach(({ start }, place) => this.#set(place, start, start, false));
  }

  #set(place: number, from: number, to: number, closed: boolean): void {
    this.#kernel.words().set([from, to, closed ? 1 : 0, 0], this.#table / 4 + place * RUN_WORDS);
  }

  /** Moves what is left of a run to the front of its region, and reads more after it. */
  #fill(run: TemporaryFile, place: number): void {
    const region = this.#regions[place];
    if (region === undefined) return;
    const kernel = this.#kernel;
    const at = this.#table / 4 + place * RUN_WORDS;
    const [from = 0, to = 0] = kernel.words().subarray(at, at + 2);
    const held = to - from;
    if (region.capacity - held < CHUNK) {
      region.capacity *= 2;
      region.start = kernel.allocate(region.capacity);
    }
    kernel.bytes().copyWithin(region.start, from, to);
    const read = run.read(kernel.bytes().subarray(region.start + held, region.start + region.capacity));
    this.#set(place, region.start, region.start + held + read, read === 0);
  }
}
