// What the accumulators of a table of groups have come to, as the values of the calls that were asked for.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { type AggregateCall, evaluate, type Formula, type Result } from "./formula.ts";
import { Percentiles, type SketchMaker } from "./percentiles.ts";
import { isKeptKind, type AggregatePlan } from "./plan.ts";
import { estimateDistinct } from "./hyperLogLog.ts";
import { AccumulatorStates } from "./accumulatorStates.ts";

const REGISTERS = 4096;

export class Results {
  readonly percentiles: Percentiles;
  readonly #kernel: Kernel;
  readonly #plan: AggregatePlan;
  readonly #states: AccumulatorStates;

  constructor(kernel: Kernel, plan: AggregatePlan, makeSketch: SketchMaker | undefined) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#states = new AccumulatorStates(kernel, plan.accumulators);
    this.percentiles = new Percentiles(kernel, makeSketch);
  }

  /** What the kernel has to say from now on is about the table of these results. */
  listen(): void {
    const { host } = this.#kernel;
    this.#states.listen();
    this.percentiles.listen();
    host.takeList = (accumulator, group) => this.percentiles.takeList(accumulator, this.#wordOf(accumulator), group);
    host.takeValue = (accumulator, group, value) => this.percentiles.takeValue(accumulator, group, value);
  }

  /** The table was emptied. */
  forget(): void {
    this.#states.forget();
    this.percentiles.forget();
  }

  /** Bytes that are held beside the kernel's memory, about. */
  get bytes(): number {
    return this.#states.bytes + this.percentiles.sketches * SKETCH_SIZE;
  }

  /** The accumulator's whole state stands in the kernel's words. */
  isPlain(accumulator: number): boolean {
    return this.#states.isPlain(accumulator);
  }

  /** The formula's value for a group. */
  resultOf(formula: Formula, group: number): Result {
    return evaluate(formula, (call) => this.#valueOf(call, group));
  }

  /** A percentile of the group in it comes from a sketch. */
  isApproximate(call: AggregateCall, group: number): boolean {
    return this.#plan.partsOf(call).some((part) => this.percentiles.isSketched(part, group));
  }

  #valueOf(call: AggregateCall, group: number): Result {
    const [part = 0, count = 0] = this.#plan.partsOf(call);
    const word = this.#wordOf(part);
    switch (call.function) {
      case "count":
      case "count_distinct":
        return BigInt(this.#states.count(part, group));
      case "sum":
        return this.#states.sum(part, group);
      case "avg":
        return mean(this.#states.value(part, group), this.#states.count(count, group));
      case "variance":
        return this.#variance(part, group);
      case "stddev": {
        const variance = this.#variance(part, group);
        return variance === undefined ? undefined : Math.sqrt(variance);
      }
      case "median":
        return this.percentiles.median(part, word, group);
      case "pct":
        return this.percentiles.percentile(part, word, group, call.percent ?? "50");
      case "approx_count_distinct":
        return this.#distinct(word, group);
      case "values":
        return undefined;
      default: {
        const kind = this.#plan.accumulators[part]?.kind;
        return kind !== undefined && isKeptKind(kind) ? this.#kept(word, group) : this.#states.value(part, group);
      }
    }
  }

  #wordOf(accumulator: number): number {
    return this.#plan.accumulators[accumulator]?.word ?? 0;
  }

  /** Where a word of the group's state is. */
  #at(word: number, group: number): number {
    return (this.#kernel.stateAt(group) >>> 0) + word * 8;
  }

  #variance(part: number, group: number): number | undefined {
    const count = this.#states.count(part, group);
    return count === 0 ? undefined : (this.#kernel.doubles()[this.#at(this.#wordOf(part) + 2, group) / 8] ?? 0) / count;
  }

  #distinct(word: number, group: number): number {
    const kernel = this.#kernel;
    const at = this.#at(word, group);
    const registers = kernel.registersOf(at) >>> 0;
    if (registers === 0) return kernel.hashesOf(at);
    return estimateDistinct(kernel.bytes().subarray(registers, registers + REGISTERS));
  }

  /** A kept value as a number, for arithmetic: undefined when it is none. */
  #kept(word: number, group: number): Result {
    const at = this.#at(word, group);
    const [start = 0, length = 0] = this.#kernel.words().subarray(at / 4, at / 4 + 2);
    if (start === 0) return undefined;
    const text = this.#kernel.text(start, start + (length & 0x7fff_ffff));
    if (/^-?\d+$/.test(text)) return BigInt(text);
    const number = text === "" ? Number.NaN : Number(text);
    return Number.isNaN(number) ? undefined : number;
  }
}

/** What a sketch takes of JavaScript's memory, about. */
const SKETCH_SIZE = 4096;

function mean(sum: Result, count: number): Result {
  return sum === undefined ? undefined : Number(sum) / count;
}
