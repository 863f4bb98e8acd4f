// Groups beyond memory. Those that memory has room for stay there and go on; rows of others are spilled by the hash of
// their keys, and each such partition is grouped by itself afterwards, in the same way. The results are brought into the
// order in which their groups came up, so that nobody sees how they were made.
import { Batch, ROW_LIMIT } from "../batch.ts";
import { Output } from "../encode/output.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { Merger } from "../spill/merge.ts";
import { Partitions, type RowReader } from "../spill/partitions.ts";
import type { TemporaryFile } from "@flowlogs/base/contracts";
import type { Conditions } from "./conditions.ts";
import type { Rows } from "./accumulatorFeeder.ts";
import type { Grouping } from "./grouping.ts";

/** Takes rows and writes groups. */
export interface Grouper {
  /** The bytes are those of the rows, about. */
  add(batch: Batch, rows: Rows, bytes: number): void;
  /** Writes what has not been written. */
  finish(): void;
  /** Bytes that went through temporary files. */
  readonly spilled: number;
}

export interface ExternalTools {
  readonly kernel: Kernel;
  readonly grouping: Grouping;
  readonly conditions: Conditions;
  readonly reader: RowReader;
  readonly temporary: () => TemporaryFile;
  readonly target: Output;
  /** Some text may need escapes. */
  readonly escapes: () => boolean;
}

export class ExternalGrouper implements Grouper {
  readonly #tools: ExternalTools;
  readonly #partitions: Partitions;
  readonly #numbers: number;
  #rows = 0;
  #fields: readonly string[] = [];
  #batch: Batch | undefined;
  readonly #outputs: Output[] = [];
  readonly #runs: TemporaryFile[] = [];
  #merger: Merger | undefined;

  constructor(tools: ExternalTools) {
    this.#tools = tools;
    this.#partitions = new Partitions(tools.kernel, tools.temporary);
    this.#numbers = tools.kernel.allocate(ROW_LIMIT * 8);
  }

  add(batch: Batch, rows: Rows, bytes: number): void {
    const { kernel } = this.#tools;
    this.#fields = batch.fields;
    kernel.setPartitionSeed(0);
    const missed = this.#tools.grouping.add(batch, rows, bytes);
    if (missed > 0) {
      kernel.numberRows(this.#rows, rows.list, rows.count, this.#numbers);
      this.#spill(missed, this.#numbers);
    }
    this.#rows += rows.count;
  }

  get spilled(): number {
    return this.#partitions.bytes + this.#tools.grouping.spilled;
  }

  finish(): void {
    this.#write(this.#tools.target, 0);
  }

  /** Writes the groups in memory and those that were spilled; from level 1 on with heads for merging. */
  #write(target: Output, level: number): void {
    const { grouping, escapes } = this.#tools;
    grouping.settle();
    grouping.write(target, 0, grouping.groups, escapes());
    const files = this.#partitions.take();
    if (files.length === 0) return;
    const runs = files.map((file) => this.#regroup(file, level + 1));
    this.#merger ??= new Merger(this.#tools.kernel);
    target.records += this.#merger.merge(runs, target, level > 0);
  }

  /** Groups a partition; its groups, by their arrival. */
  #regroup(file: TemporaryFile, level: number): TemporaryFile {
    const { kernel, grouping, conditions, reader, temporary } = this.#tools;
    const batch = (this.#batch ??= new Batch(kernel, this.#fields));
    grouping.empty(true);
    // What could not be compared was counted when the rows came.
    const { value: disordered } = kernel.unordered;
    reader.read(file, batch, () => {
      conditions.evaluate(batch);
      kernel.setPartitionSeed(level);
      const rows = { list: batch.list, count: batch.rows };
      const missed = grouping.add(batch, rows, reader.chunk, reader.numbers);
      if (missed > 0) this.#spill(missed, reader.numbers);
    });
    kernel.unordered.value = disordered;
    const run = temporary();
    const output = this.#outputAt(level);
    this.#runs[level] = run;
    this.#write(output, level);
    output.flush();
    run.rewind();
    return run;
  }

  /** Writes to the run that is under way at a level. */
  #outputAt(level: number): Output {
    return (this.#outputs[level] ??= new Output(this.#tools.kernel, (bytes) => this.#runs[level]?.write(bytes)));
  }

  /** `numbers`: by row. */
  #spill(count: number, numbers: number): void {
    this.#partitions.write({ misses: this.#tools.grouping.misses, count, list: 0, numbers, column: -1 });
  }
}
