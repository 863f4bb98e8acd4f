// The distinct values of groups, exact: each (group, value) once in a table of the kernel. Pairs that memory has no room
// for are spilled, to be counted when there is room again: what is in the table is not counted twice, as the partitions
// of the others have nothing of it.
import { Batch, ROW_LIMIT } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { Partitions, type RowReader } from "../spill/partitions.ts";
import type { TemporaryFile } from "@flowlogs/base/contracts";
import { LIST_PAIRS } from "@flowlogs/kernel/opcodes";
import { accumulatorKinds } from "./accumulators.ts";
import type { Accumulator } from "./plan.ts";

/** What pairs share with the table of groups. */
export interface PairTools {
  /** Whether so many bytes more may be taken. */
  readonly allows: (bytes: number) => boolean;
  /** Pairs in memory at most. */
  readonly most: number;
  readonly temporary: () => TemporaryFile;
  readonly reader: RowReader;
  /** Throws: there is no room for all values of this field. */
  readonly refuse: (field: string) => never;
}

/** Rows of a batch, and what the kernel works with. */
export interface PairRows {
  readonly column: number;
  readonly list: number;
  readonly count: number;
  readonly ids: number;
}

export class Pairs {
  readonly handle: number;
  readonly #kernel: Kernel;
  readonly #accumulator: Accumulator;
  readonly #tools: PairTools;
  readonly #kind: number;
  readonly #places: number;
  readonly #ids: number;
  readonly #misses: number;
  readonly #numbers: number;
  #partitions: Partitions | undefined;
  #batch: Batch | undefined;
  #level = 0;
  #isFull = false;
  /** Nothing was spilled: the counts are what they will be. */
  isWhole = true;

  constructor(kernel: Kernel, accumulator: Accumulator, tools: PairTools) {
    this.#kernel = kernel;
    this.#accumulator = accumulator;
    this.#tools = tools;
    this.#kind = accumulatorKinds[accumulator.kind].opcode;
    this.handle = kernel.openGroups(this.#kind);
    this.#places = kernel.allocate(ROW_LIMIT * 4);
    this.#ids = kernel.allocate(ROW_LIMIT * 4);
    this.#misses = kernel.allocate(ROW_LIMIT * 8);
    this.#numbers = kernel.allocate(ROW_LIMIT * 8);
    this.empty();
  }

  /** Bytes that went through temporary files. */
  get spilled(): number {
    return this.#partitions?.bytes ?? 0;
  }

  /** Forgets all pairs. */
  empty(): void {
    const kernel = this.#kernel;
    kernel.useGroups(this.handle);
    kernel.release(this.handle);
    kernel.emptyGroups(this.#kind, this.#kind === LIST_PAIRS ? NO_LIMIT : this.#tools.most);
    this.#isFull = false;
  }

  /** Feeds rows to the accumulator in the table of groups; the bytes are those of the rows, about. */
  feed(table: number, { column, list, count, ids }: PairRows, bytes: number): void {
    const kernel = this.#kernel;
    if (!this.#isFull) this.#makeRoom(count, bytes);
    kernel.useGroups(table);
    kernel.setPartitionSeed(this.#level);
    const { word } = this.#accumulator;
    kernel.pairRows(table, this.handle, word, this.#kind, column, list, count, ids, this.#places, this.#misses);
    const missed = kernel.missed.value;
    if (missed === 0) return;
    kernel.idsToNumbers(ids, count, this.#numbers);
    this.isWhole = false;
    this.#partitions ??= new Partitions(kernel, this.#tools.temporary);
    this.#partitions.write({ misses: this.#misses, count: missed, list, numbers: this.#numbers, column });
  }

  /** Counts the pairs that were spilled, too. Leaves no pairs behind if there were any. True when there were. */
  settle(table: number): boolean {
    const files = this.#partitions?.take() ?? [];
    if (files.length === 0) return false;
    this.#batch ??= new Batch(this.#kernel, ["value"]);
    const batch = this.#batch;
    for (const file of files) this.#settleFile(table, file, batch, 1);
    this.#level = 0;
    this.isWhole = true;
    return true;
  }

  #settleFile(table: number, file: TemporaryFile, batch: Batch, level: number): void {
    const { reader } = this.#tools;
    const kernel = this.#kernel;
    this.empty();
    this.#level = level;
    reader.read(file, batch, () => {
      kernel.numbersToIds(reader.numbers, batch.rows, this.#ids);
      this.feed(table, { column: 0, list: batch.list, count: batch.rows, ids: this.#ids }, 0);
    });
    for (const rest of this.#partitions?.take() ?? []) this.#settleFile(table, rest, batch, level + 1);
  }

  #makeRoom(count: number, bytes: number): void {
    const kernel = this.#kernel;
    kernel.useGroups(this.handle);
    if (kernel.groups.value < LEAST || this.#tools.allows(kernel.groupsGrowth(count) + bytes)) return;
    if (this.#kind === LIST_PAIRS) this.#tools.refuse(this.#accumulator.field ?? "");
    kernel.freezeGroups();
    this.#isFull = true;
  }
}

/** So many pairs there may always be: without any nothing would get done. */
const LEAST = 4096;
const NO_LIMIT = 0xffff_ffff;
