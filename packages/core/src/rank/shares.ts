// Writes the first records of each group with what they are of the whole: the share of each, and one more record for those
// that did not come among the first. The lines are read once more for that; what they lack to the totals is the rest.
import type { Batch } from "../batch.ts";
import { NdjsonDecoder } from "../decode/ndjson.ts";
import { distinctKeys } from "../encode/keys.ts";
import type { Output } from "../encode/output.ts";
import type { ComputedColumns } from "../expression/evaluate/computedColumns.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { withoutMember } from "../text/member.ts";
import type { Percentage } from "../percentage.ts";
import { type Exact, exactOf, minus, percentOf, plus, type Total } from "./exact.ts";
import type { Groups } from "./groups.ts";
import { reaches } from "./reach.ts";
import type { Totals } from "./totals.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const newline = encoder.encode("\n");

/** The fields that are added. */
export const addedFields: { readonly [Wish in "share" | "other"]: readonly string[] } = {
  share: ["percent", "cumulative_percent"],
  other: ["other"],
};

export interface SharesOptions {
  /** The fields of the batches, and the names of those columns that are computed. */
  readonly fields: readonly string[];
  /** Those of the fields that the user named. */
  readonly named: readonly string[];
  /** By which key the data has a column. */
  readonly keyOf: (column: number) => string;
  readonly computed: readonly string[];
  /** The fields that the record of the rest has in any case. */
  readonly outputFields: readonly string[];
  readonly per: readonly string[];
  readonly groupedBy: readonly number[];
  /** The columns that are summed, the key's first. */
  readonly summed: readonly number[];
  /** Records of a group that are written. */
  readonly count: number;
  readonly share: boolean;
  readonly other: boolean;
  /** The part of the total that ends the records of a group when they reach it. */
  readonly until: Percentage | undefined;
}

export class Shares {
  readonly #kernel: Kernel;
  readonly #output: Output;
  readonly #options: SharesOptions;
  readonly #groups: Groups;
  readonly #totals: Totals;
  readonly #values: ComputedColumns;
  readonly #decoder: NdjsonDecoder;
  readonly #added: readonly string[];
  #scratch = { at: 0, size: 0 };
  #group = 0;
  #written = 0;
  /** Of the records of the group that were written, the sums. */
  #keptTotals: Total[] = [];
  /** The key's sum over all records of the group. */
  #whole: Exact = 0n;
  #isNegative = false;
  /** No more records of the group are written. */
  #isFull = false;
  /** The JSON of the group's own values. */
  #names = new Map<string, string>();
  /** Some group has values below zero. */
  hasNegative = false;
  /** Records that were written as they came. */
  records = 0;

  constructor(
    kernel: Kernel,
    output: Output,
    options: SharesOptions,
    { groups, totals, values }: { groups: Groups; totals: Totals; values: ComputedColumns },
  ) {
    this.#kernel = kernel;
    this.#output = output;
    this.#options = options;
    this.#groups = groups;
    this.#totals = totals;
    this.#values = values;
    this.#added = [...(options.share ? addedFields.share : []), ...(options.other ? addedFields.other : [])];
    const events = { accept: (batch: Batch) => this.#accept(batch), bad: () => undefined };
    const { fields, named, computed } = options;
    const exact = fields.filter((name) => !named.includes(name));
    this.#decoder = new NdjsonDecoder(kernel, fields, events, { computed, exact });
    this.#begin(0);
  }

  /** Takes the lines of the first records of each group, in order, which lie in the kernel's memory. */
  take(lines: Uint8Array): void {
    const { per, groupedBy } = this.#options;
    if (this.#isFull && groupedBy.length === 0 && per.length === 0) return;
    // The view is gone when the kernel's memory grows.
    const { byteOffset, length } = lines;
    const size = 3 * length;
    if (size > this.#scratch.size) this.#scratch = { at: this.#kernel.allocate(2 * size), size: 2 * size };
    this.#decoder.readLines(byteOffset, byteOffset + length, this.#scratch.at);
  }

  /** Ends the input, which had at least one line. */
  finish(): void {
    this.#endGroup();
    this.#decoder.endSource();
  }

  #accept(batch: Batch): void {
    this.#values.compute(batch);
    this.#groups.idsOf(batch, this.#options.groupedBy);
    for (let place = 0; place < batch.selected; place++) {
      const group = this.#groups.at(place);
      if (group !== this.#group) {
        this.#endGroup();
        this.#begin(group);
      }
      this.#record(batch, batch.rowAt(place));
    }
  }

  #begin(group: number): void {
    this.#group = group;
    this.#written = 0;
    this.#names.clear();
    this.#keptTotals = this.#options.summed.map(() => ({ sum: 0n, count: 0 }));
    this.#whole = this.#totals.sum(group, 0).sum;
    this.#isNegative = this.#totals.hasNegative(group);
    this.hasNegative ||= this.#options.share && this.#isNegative;
    this.#isFull = this.#options.count === 0 || this.#isReached();
  }

  /** Whether the records that were written are the part of the whole that was asked for. */
  #isReached(): boolean {
    const { until } = this.#options;
    return until !== undefined && reaches(this.#keptTotals[0]?.sum ?? 0n, this.#whole, until);
  }

  #record(batch: Batch, row: number): void {
    const { summed, groupedBy } = this.#options;
    if (this.#names.size === 0) {
      this.#groupKeys().forEach((key, i) => this.#names.set(key, this.#jsonOf(batch, row, groupedBy[i] ?? 0)));
    }
    // The first of a group is there even when none is wanted, so that the group has its values.
    if (this.#isFull) return;
    const values = summed.map((column) => exactOf(this.#textOf(batch, row, column)));
    values.forEach((value, i) => {
      const keptTotal = this.#keptTotals[i];
      if (value !== undefined && keptTotal !== undefined)
        this.#keptTotals[i] = { sum: plus(keptTotal.sum, value), count: keptTotal.count + 1 };
    });
    this.#write(batch, row, values[0]);
    this.#isFull = this.#isReached();
  }

  /** What the fields that make a group are called in the data. */
  #groupKeys(): readonly string[] {
    const { per, groupedBy, keyOf } = this.#options;
    return distinctKeys(groupedBy.map(keyOf), per);
  }

  #write(batch: Batch, row: number, value: Exact | undefined): void {
    this.#output.records++;
    this.#written++;
    this.records++;
    if (this.#added.length === 0) {
      this.#output.append(batch.line(row));
      this.#output.append(newline);
      return;
    }
    const shares = this.#options.share ? this.#sharesOf(value, this.#keptTotals[0]?.sum ?? 0n) : [];
    const members = [...shares, ...(this.#options.other ? ["null"] : [])];
    const line = this.#lineOf(batch, row);
    const comma = isEmpty(line) ? "" : ",";
    const added = members.map((member, i) => `"${this.#added[i]}":${member}`).join(",");
    this.#output.append(line.subarray(0, -1));
    this.#output.append(encoder.encode(`${comma}${added}}\n`));
  }

  /** The line, without the fields that it will be given. */
  #lineOf(batch: Batch, row: number): Uint8Array {
    const given = this.#added.filter((name) => batch.isGiven(row, batch.fields.indexOf(name)));
    if (given.length === 0) return batch.line(row);
    const text = given.reduce(withoutMember, decoder.decode(batch.line(row)));
    return encoder.encode(text);
  }

  /** The percent of a value, and of all values up to it. */
  #sharesOf(value: Exact | undefined, reached: Exact): string[] {
    if (value === undefined || this.#isNegative) return ["null", "null"];
    return [value, reached].map((part) => String(percentOf(part, this.#whole)));
  }

  #endGroup(): void {
    const rest = this.#totals.records(this.#group) - this.#written;
    if (!this.#options.other || rest === 0) return;
    const { share, summed } = this.#options;
    const sums = summed.map((_, i) => this.#restOf(i));
    const [key] = sums;
    const members = this.#outputFields().map((name) => {
      const sum = sums[this.#summedBy(name)];
      return [name, this.#names.get(name) ?? numberText(sum)];
    });
    const shares = share ? this.#sharesOf(key, this.#whole) : [];
    const added = [...shares, String(rest)].map((member, i) => [this.#added[i], member]);
    const text = [...members, ...added].map(([name, member]) => `${JSON.stringify(name)}:${member}`).join(",");
    this.#output.append(encoder.encode(`{${text}}\n`));
    this.#output.records++;
  }

  /** The fields of the record of the rest, those among them that only later records have. */
  #outputFields(): string[] {
    const { outputFields, summed, keyOf } = this.#options;
    const more = summed.flatMap((column, i) => {
      // A computed value is not a field.
      const isField = column < this.#options.fields.length;
      return isField && this.#totals.sum(this.#group, i).count > 0 ? [keyOf(column)] : [];
    });
    return [...new Set([...outputFields, ...this.#groupKeys(), ...more])].filter((name) => !this.#added.includes(name));
  }

  /** The place among the sums of what goes by this key in the data, the first key to sort by before all others; or -1. */
  #summedBy(key: string): number {
    const { summed, fields, keyOf } = this.#options;
    return summed.findIndex((column) => column < fields.length && keyOf(column) === key);
  }

  /** The sum of a column in the records that were not written; undefined when none of them has a number there. */
  #restOf(column: number): Exact | undefined {
    const total = this.#totals.sum(this.#group, column);
    const keptTotal = this.#keptTotals[column] ?? { sum: 0n, count: 0 };
    return total.count === keptTotal.count ? undefined : minus(total.sum, keptTotal.sum);
  }

  #textOf(batch: Batch, row: number, column: number): string | undefined {
    const span = batch.value(row, column);
    return span === undefined ? undefined : this.#kernel.text(span.start, span.end);
  }

  #jsonOf(batch: Batch, row: number, column: number): string {
    const text = this.#textOf(batch, row, column);
    if (text === undefined) return "null";
    return batch.value(row, column)?.text === true ? JSON.stringify(text) : text;
  }
}

/** Whether the line is an object without members. */
function isEmpty(line: Uint8Array): boolean {
  let at = line.length - 2;
  while (line[at] === 32 || line[at] === 9) at--;
  return line[at] === 123;
}

function numberText(value: Exact | undefined): string {
  return value !== undefined && (typeof value === "bigint" || Number.isFinite(value)) ? String(value) : "null";
}
