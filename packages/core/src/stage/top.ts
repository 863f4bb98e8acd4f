// Keeps the first records by some keys, of all or of each group, or puts all of them in order.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { Sorter } from "../rank/sorter.ts";
import type { Stage, Surroundings } from "./worker.ts";

export interface TopKey {
  readonly field: string;
  readonly descending: boolean;
}

export interface TopOptions {
  /** How many records; Infinity: all of them. */
  readonly count: number;
  readonly keys: readonly TopKey[];
  /** Fields whose values make a group, each with its own first records. */
  readonly per: readonly string[];
  /** Bytes that records may take in memory before they go to temporary files. */
  readonly maxMemory: number;
}

/** Words of a group's state for its last place (kernel/sort.ts). */
const PLACE_WORDS = 2;

/** The fields that a top stage needs of its records. */
export function fieldsOfTop({ keys, per }: TopOptions): string[] {
  return [...new Set([...keys.map(({ field }) => field), ...per])];
}

export class TopStage implements Stage {
  readonly #kernel: Kernel;
  readonly #output: Output;
  readonly #sorter: Sorter;
  readonly #groups: Groups | undefined;
  readonly satisfied: boolean;
  #records = 0;
  #written = 0;

  constructor(kernel: Kernel, output: Output, options: TopOptions, { temporary }: Surroundings) {
    const { count, keys, per, maxMemory } = options;
    const fields = fieldsOfTop(options);
    this.#kernel = kernel;
    this.#output = output;
    this.satisfied = count === 0;
    this.#groups = per.length > 0 ? new Groups(kernel, per) : undefined;
    this.#sorter = new Sorter(kernel, {
      columns: keys.map(({ field, descending }) => ({ column: fields.indexOf(field), descending })),
      limit: count,
      grouped: per.length > 0,
      memory: maxMemory,
      temporary,
    });
  }

  accept(batch: Batch): void {
    this.#records += batch.selected;
    this.#sorter.add(batch, this.#groups?.idsOf(batch) ?? 0);
  }

  finish(): void {
    const before = this.#kernel.linesOut.value;
    this.#sorter.drain((lines) => this.#output.append(lines));
    this.#written = this.#kernel.linesOut.value - before;
    this.#output.records += this.#written;
  }

  dropped(): Record<string, number> {
    const others = this.#records - this.#written;
    return others > 0 ? { "not among the first": others } : {};
  }
}

/** Which group each record belongs to. Null is a value like any other: such records compete among themselves. */
class Groups {
  readonly #kernel: Kernel;
  readonly #per: readonly string[];
  readonly #table: number;
  readonly #columns: number;
  readonly #ids: number;

  constructor(kernel: Kernel, per: readonly string[]) {
    this.#kernel = kernel;
    this.#per = per;
    this.#table = kernel.openGroups(PLACE_WORDS);
    this.#columns = kernel.allocate(per.length * 4);
    this.#ids = kernel.allocate(ROW_LIMIT * 4);
  }

  /** Where the ids of the selected rows are. */
  idsOf({ fields, list, selected }: Batch): number {
    const kernel = this.#kernel;
    kernel.useGroups(this.#table);
    const columns = this.#per.map((name) => fields.indexOf(name));
    kernel.words().set(columns, this.#columns / 4);
    kernel.groupRows(list, selected, this.#columns, columns.length, true, this.#ids);
    return this.#ids;
  }
}
