// Sorted runs in temporary files, put together by the kernel (kernel/assembly/sort/mergeRuns.ts). So many runs that the buffers would be
// small, or the open files many, are put together in several passes. Runs stay in the order of arrival throughout.
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { TemporaryFile } from "@flowlogs/base/contracts";

/** A part of the kernel's memory. */
export interface MemoryPart {
  readonly at: number;
  readonly size: number;
}

/** Takes what was written; it is used before this returns. */
export type Take = (bytes: Uint8Array) => void;

/** Runs that are read side by side at most. */
const RUN_LIMIT = 64;
const MIN_BUFFER = 65_536;
/** A record in a run is at most so much larger than it is in memory. */
const SLACK = 128;
/** No run needs bytes. */
const NONE = 0xffff_ffff;

export class Runs {
  readonly #kernel: Kernel;
  readonly #limit: number;
  readonly #temporary: () => TemporaryFile;
  /** Each level has the runs that were made of as many of the level below; those of the highest came first. */
  readonly #levels: TemporaryFile[][] = [];
  #stage: MemoryPart = { at: 0, size: 0 };

  /** `limit`: how many records of a group go out. */
  constructor(kernel: Kernel, limit: number, temporary: () => TemporaryFile) {
    this.#kernel = kernel;
    this.#limit = limit;
    this.#temporary = temporary;
  }

  get isEmpty(): boolean {
    return this.#levels.length === 0;
  }

  /** Where records are put together before they are handed over; any of them fits. */
  stage(): MemoryPart {
    const size = Math.max(MIN_BUFFER, this.#largest());
    if (size > this.#stage.size) this.#stage = { at: this.#kernel.allocate(2 * size), size: 2 * size };
    return this.#stage;
  }

  /** Adds a run; the region is free for the work that this may bring. */
  add(run: TemporaryFile, region: MemoryPart): void {
    let carried = run;
    for (let level = 0; ; level++) {
      const runs = (this.#levels[level] ??= []);
      runs.push(carried);
      if (runs.length < this.#runsIn(region)) return;
      carried = this.#combine(runs.splice(0), region);
    }
  }

  /** Hands the lines of all runs over, in order. */
  drain(region: MemoryPart, take: Take): void {
    const runs = this.#levels.toReversed().flat();
    const runLimit = this.#runsIn(region);
    while (runs.length > runLimit) {
      // The last ones are the smallest.
      const some = runs.splice(-Math.min(runLimit, runs.length - runLimit + 1));
      runs.push(this.#combine(some, region));
    }
    this.#merge(runs, region, false, take);
  }

  #combine(runs: readonly TemporaryFile[], region: MemoryPart): TemporaryFile {
    const file = this.#temporary();
    this.#merge(runs, region, true, (bytes) => file.write(bytes));
    return file;
  }

  #merge(runs: readonly TemporaryFile[], region: MemoryPart, asRun: boolean, take: Take): void {
    const kernel = this.#kernel;
    const stage = this.stage();
    kernel.openMerge(region.at, runs.length);
    kernel.openPlaces(this.#limit);
    const readers = this.#readers(runs, region);
    readers.forEach((reader, run) => {
      if (reader.fill(0) > 0) kernel.startRun(run, reader.at, reader.end);
    });
    while (!kernel.isMerged()) {
      const end = kernel.mergeRuns(asRun, stage.at, stage.at + stage.size) >>> 0;
      take(kernel.bytes().subarray(stage.at, end));
      const hungry = kernel.hungry.value >>> 0;
      if (hungry !== NONE) readers[hungry]?.feed(hungry);
    }
    for (const run of runs) run.close();
  }

  #readers(runs: readonly TemporaryFile[], region: MemoryPart): RunReader[] {
    const room = alignedUp(this.#kernel.mergeRoom(runs.length));
    const size = Math.floor((region.size - room) / runs.length / 16) * 16;
    return runs.map((run, i) => new RunReader(this.#kernel, run, { at: region.at + room + i * size, size }));
  }

  /** How many runs the region has buffers for. */
  #runsIn(region: MemoryPart): number {
    const runLimit = Math.floor((region.size - MIN_BUFFER) / Math.max(MIN_BUFFER, this.#largest()));
    return Math.max(2, Math.min(RUN_LIMIT, runLimit));
  }

  #largest(): number {
    return (this.#kernel.largest.value >>> 0) + SLACK;
  }
}

function alignedUp(size: number): number {
  return Math.ceil(size / 16) * 16;
}

/** Brings a run to its buffer, a part at a time. */
class RunReader {
  readonly #kernel: Kernel;
  readonly #file: TemporaryFile;
  readonly #size: number;
  readonly at: number;
  end: number;

  constructor(kernel: Kernel, file: TemporaryFile, { at, size }: MemoryPart) {
    this.#kernel = kernel;
    this.#file = file;
    this.#size = size;
    this.at = at;
    this.end = at;
    file.rewind();
  }

  /** Fills the buffer after the bytes that are kept; how many there are. */
  fill(keptBytes: number): number {
    const buffer = this.#kernel.bytes().subarray(this.at, this.at + this.#size);
    let length = keptBytes;
    while (length < buffer.length) {
      const read = this.#file.read(buffer.subarray(length));
      if (read === 0) break;
      length += read;
    }
    this.end = this.at + length;
    return length;
  }

  /** Gives the kernel, which has merged what is whole, the next part. */
  feed(run: number): void {
    const rest = this.#kernel.restOfRun(run) >>> 0;
    this.#kernel.bytes().copyWithin(this.at, rest, this.end);
    this.fill(this.end - rest);
    this.#kernel.feedRun(run, this.at, this.end);
  }
}
