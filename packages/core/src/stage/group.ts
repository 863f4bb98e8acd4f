// Groups records by the values of some fields and writes one record a group, in the order in which the groups came up.
import type { Aggregate } from "../aggregate/aggregate.ts";
import { type AccumulatorKind, accumulatorKinds, AccumulatorStates } from "../aggregate/results.ts";
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Stage } from "./worker.ts";

export interface GroupOptions {
  /** The fields whose values make a group; none: all records are one group. */
  readonly by: readonly string[];
  readonly aggregates: readonly Aggregate[];
}

interface Accumulator {
  readonly kind: AccumulatorKind;
  readonly field: string | undefined;
}

const RESULT_COUNT = 0;
const RESULT_INTEGER = 1;
const RESULT_HOST = 2;
const ENTRY_WORDS = 4;

/** The fields that a group stage needs of its records. */
export function fieldsOfGroup({ by, aggregates }: GroupOptions): string[] {
  const fields = aggregates.flatMap(({ field }) => (field === undefined ? [] : [field]));
  return [...new Set([...by, ...fields])];
}

export class GroupStage implements Stage {
  readonly #kernel: Kernel;
  readonly #output: Output;
  readonly #options: GroupOptions;
  readonly #note: (text: string) => void;
  readonly #accumulators: Accumulator[] = [];
  /** Per aggregate the accumulators that it reads: one, or the sum and the count of a mean. */
  readonly #parts: number[][];
  readonly #states: AccumulatorStates;
  readonly #table: number;
  readonly #keyColumns: number;
  readonly #ids: number;
  /** Values that were no numbers, each once whatever is asked of its field. */
  #notNumbers = 0;
  #escapes = false;

  constructor(kernel: Kernel, output: Output, options: GroupOptions, note: (text: string) => void) {
    this.#kernel = kernel;
    this.#output = output;
    this.#options = options;
    this.#note = note;
    this.#parts = options.aggregates.map((aggregate) => this.#partsOf(aggregate));
    this.#states = new AccumulatorStates(
      kernel,
      this.#accumulators.map(({ kind }) => kind),
    );
    kernel.host.writeResult = (result, group, out) => this.#writeResult(result, group, out);
    this.#table = kernel.openGroups(this.#accumulators.length);
    this.#keyColumns = kernel.allocate(options.by.length * 4);
    this.#ids = kernel.allocate(ROW_LIMIT * 4);
  }

  accept(batch: Batch): void {
    const kernel = this.#kernel;
    const { by } = this.#options;
    this.#escapes ||= batch.escapes;
    kernel.useGroups(this.#table);
    kernel.words().set(
      by.map((name) => batch.fields.indexOf(name)),
      this.#keyColumns / 4,
    );
    kernel.groupRows(batch.list, batch.selected, this.#keyColumns, by.length, false, this.#ids);
    this.#accumulators.forEach(({ kind, field }, i) => {
      const column = field === undefined ? 0 : batch.fields.indexOf(field);
      const before = kernel.notNumbers.value;
      kernel.accumulate(i, accumulatorKinds[kind], column, batch.list, batch.selected, this.#ids);
      // The kernel counts for each sum and extreme; the first of a field has counted for the others.
      const isFirst = this.#accumulators.findIndex((one) => one.field === field && countsNotNumbers(one)) === i;
      if (isFirst) this.#notNumbers += kernel.notNumbers.value - before;
    });
  }

  finish(): void {
    const kernel = this.#kernel;
    kernel.useGroups(this.#table);
    this.#noteLosses();
    const { by, aggregates } = this.#options;
    const names = [...by, ...aggregates.map(({ name }) => name)];
    const texts = names.map((name, i) => new TextEncoder().encode(`${i === 0 ? "{" : ","}${JSON.stringify(name)}:`));
    const entries = texts.flatMap((text, i) => {
      const [part = 0] = this.#parts[i - by.length] ?? [];
      return [kernel.place(text).at, text.length, i < by.length ? 0 : this.#resultKind(i - by.length), part];
    });
    const at = kernel.allocate(entries.length * 4);
    kernel.words().set(entries, at / 4);
    const results = at + by.length * ENTRY_WORDS * 4;
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    this.#output.write(
      kernel.groups.value,
      (from, out, limit) =>
        kernel.writeGroups(from, at, by.length, results, aggregates.length, length, this.#escapes, out, limit),
      () => kernel.groupsWritten.value,
    );
  }

  #noteLosses(): void {
    const count = this.#notNumbers;
    const what = count === 1 ? "1 value was no number and was" : `${count} values were no numbers and were`;
    if (count > 0) this.#note(`${what} left out of sums and extremes`);
    const nulls = this.#kernel.nullKeys.value;
    if (nulls === 0 || this.#kernel.groups.value > 0) return;
    // A field that no record has would look like no traffic.
    const who = nulls === 1 ? "the only record has" : `all ${nulls} records have`;
    this.#note(`no group: ${who} null in the key (${this.#options.by.join(", ")})`);
  }

  dropped(): Record<string, number> {
    this.#kernel.useGroups(this.#table);
    const nulls = this.#kernel.nullKeys.value;
    return nulls > 0 ? { "null in the key": nulls } : {};
  }

  #partsOf({ function: name, field }: Aggregate): number[] {
    switch (name) {
      case "count":
        return [this.#accumulator(field === undefined ? "countRows" : "countValues", field)];
      case "avg":
        return [this.#accumulator("sum", field), this.#accumulator("countNumbers", field)];
      default:
        return [this.#accumulator(name, field)];
    }
  }

  /** The number of an accumulator; aggregates that need the same one share it. */
  #accumulator(kind: AccumulatorKind, field: string | undefined): number {
    const place = this.#accumulators.findIndex((known) => known.kind === kind && known.field === field);
    return place < 0 ? this.#accumulators.push({ kind, field }) - 1 : place;
  }

  #resultKind(aggregate: number): number {
    const name = this.#options.aggregates[aggregate]?.function;
    if (name === "count") return RESULT_COUNT;
    const [part = 0] = this.#parts[aggregate] ?? [];
    return name !== "avg" && this.#states.isPlain(part) ? RESULT_INTEGER : RESULT_HOST;
  }

  #writeResult(result: number, group: number, out: number): number {
    const [part = 0, count] = this.#parts[result] ?? [];
    const value = this.#states.value(part, group);
    const shown = count === undefined || value === undefined ? value : Number(value) / this.#states.count(count, group);
    const finite = shown !== undefined && (typeof shown === "bigint" || Number.isFinite(shown));
    return new TextEncoder().encodeInto(finite ? String(shown) : "null", this.#kernel.bytes().subarray(out, out + 64))
      .written;
  }
}

function countsNotNumbers({ kind }: Accumulator): boolean {
  return kind === "sum" || kind === "min" || kind === "max";
}
