// What an aggregate function is: what it is called, what it takes, what is accumulated for it, and what comes of that.
import type { AccumulatorKind } from "../accumulators.ts";

/** What the values of a column are. */
export type ColumnKind = "text" | "address" | "number";

/** What a result may be; undefined is null. Whole numbers stay exact as long as nothing is divided. */
export type Result = bigint | number | undefined;

/** What was accumulated for a group; `part` is the number of an accumulator. */
export interface Held {
  count(part: number, group: number): number;
  /** What the accumulator holds: a count, a number, or a kept value that is one. */
  value(part: number, group: number): Result;
  /** How many numbers there are, and the squares of their distances from their mean; by `moments`. */
  spread(part: number, group: number): { readonly count: number; readonly distances: number };
  /** By `list`. */
  median(part: number, group: number): Result;
  percentile(part: number, group: number, percent: string): Result;
  /** How many distinct values there are, about; by `registers`. */
  estimate(part: number, group: number): number;
}

/**
 * What is written of an accumulator in a partial state: its value where the kernel can write it, a text for what is more than a
 * value, or the start of the record whose value it holds.
 */
export type StateForm = "value" | "text" | "start";

export interface AggregateFunction {
  readonly name: string;
  /** Other spellings, of Logs Insights and SQL, in small letters. */
  readonly aliases?: readonly string[];
  /** How it is called, as the help shows it, where its name does not say it all. */
  readonly calls?: readonly string[];
  /** `values`: anything; `numbers`: numbers only; `rows`: nothing, a value, or a condition. */
  readonly takes: "rows" | "values" | "numbers";
  /** It takes a percentage too: behind the field, or in its name as this finds it there. */
  readonly percent?: { readonly inName: RegExp; readonly examples: readonly string[] };
  /**
   * `count` and `sum`: an amount that adds up over groups; `distinct`: one that does not; `value`: a value of the field, or
   * between two; `number`: another number; `list`: several values.
   */
  readonly gives: "count" | "sum" | "distinct" | "value" | "number" | "list";
  /** The result does not have the unit of the numbers: a variance of bytes is not bytes. */
  readonly isOfOtherUnit?: true;
  /** What must be accumulated; of a column of that kind, or, without one, of the records themselves. */
  accumulators(column: ColumnKind | undefined): readonly AccumulatorKind[];
  /** Its result is the state of its accumulator, for another run that goes on with it. */
  readonly state?: StateForm;
  /** Works the result out from its accumulators; without it the result is what the first one holds, and the kernel writes it. */
  result?(held: Held, group: number, parts: readonly number[], percent: string): Result;
}

/** Functions that are near to each other: a file, and a line of the help. */
export interface AggregateFamily {
  readonly brief: string;
  readonly functions: readonly AggregateFunction[];
}
