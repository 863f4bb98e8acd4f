// What the accumulators of a table of groups have come to, as the values of the calls that were asked for.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { RESULT_COUNT, RESULT_HOST, RESULT_SUM, RESULT_VALUE, RESULT_VALUES } from "@flowlogs/kernel/opcodes";
import { accumulatorKinds } from "./accumulators.ts";
import { type AggregateCall, evaluate, type Formula } from "./formula.ts";
import type { Held, Result } from "./functions/definition.ts";
import { Percentiles, type SketchMaker } from "./percentiles.ts";
import type { AggregatePlan } from "./plan.ts";
import { estimateDistinct } from "./hyperLogLog.ts";
import { AccumulatorStates } from "./accumulatorStates.ts";

const REGISTERS = 4096;

export class Results implements Held {
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

  /** The formula's value for a group. */
  resultOf(formula: Formula, group: number): Result {
    return evaluate(formula, (call) => this.#valueOf(call, group));
  }

  /** A percentile of the group in it comes from a sketch. */
  isApproximate(call: AggregateCall, group: number): boolean {
    return this.#plan.partsOf(call).some((part) => this.percentiles.isSketched(part, group));
  }

  #valueOf(call: AggregateCall, group: number): Result {
    const parts = this.#plan.partsOf(call);
    const { function: called, percent = "50" } = call;
    return called.result === undefined ? this.value(parts[0] ?? 0, group) : called.result(this, group, parts, percent);
  }

  count(part: number, group: number): number {
    return this.#states.count(part, group);
  }

  value(part: number, group: number): Result {
    switch (this.#resultKindOf(part)) {
      case RESULT_COUNT:
        return BigInt(this.#states.count(part, group));
      case RESULT_SUM:
        return this.#states.sum(part, group);
      case RESULT_VALUE:
        return this.#kept(this.#wordOf(part), group);
      case RESULT_VALUES:
        return undefined;
      default:
        return this.#states.value(part, group);
    }
  }

  sumOfSquares(part: number, group: number): number {
    return this.#kernel.doubles()[this.#at(this.#wordOf(part) + 2, group) / 8] ?? 0;
  }

  median(part: number, group: number): Result {
    return this.percentiles.median(part, this.#wordOf(part), group);
  }

  percentile(part: number, group: number, percent: string): Result {
    return this.percentiles.percentile(part, this.#wordOf(part), group, percent);
  }

  estimate(part: number, group: number): number {
    const kernel = this.#kernel;
    const at = this.#at(this.#wordOf(part), group);
    const registers = kernel.registersOf(at) >>> 0;
    if (registers === 0) return kernel.hashesOf(at);
    return estimateDistinct(kernel.bytes().subarray(registers, registers + REGISTERS));
  }

  /** How the kernel writes what the accumulator holds; RESULT_HOST: it cannot. */
  writerOf(part: number): number {
    return this.#states.isPlain(part) ? this.#resultKindOf(part) : RESULT_HOST;
  }

  #resultKindOf(accumulator: number): number {
    const { kind } = this.#plan.accumulators[accumulator] ?? {};
    return kind === undefined ? RESULT_HOST : accumulatorKinds[kind].result;
  }

  #wordOf(accumulator: number): number {
    return this.#plan.accumulators[accumulator]?.word ?? 0;
  }

  /** Where a word of the group's state is. */
  #at(word: number, group: number): number {
    return (this.#kernel.stateAt(group) >>> 0) + word * 8;
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
