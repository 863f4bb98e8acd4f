// What the accumulators of a table of groups have come to, as the values of the calls that were asked for.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { RESULT_COUNT, RESULT_HOST, RESULT_SUM, RESULT_VALUE, RESULT_VALUES } from "@flowlogs/kernel/opcodes";
import { type AccumulatorKind, accumulatorKinds } from "./accumulators.ts";
import { type AggregateCall, evaluate, type Formula } from "./formula.ts";
import type { Held, Result } from "./functions/definition.ts";
import { Percentiles } from "./percentiles.ts";
import type { SketchMaker } from "./sketch.ts";
import type { AggregatePlan } from "./plan.ts";
import { countOf, distancesOf, type Moments, momentsAt } from "./moments.ts";
import { estimateDistinct } from "./hyperLogLog.ts";
import type { Batch } from "../batch.ts";
import type { PairRows } from "./distinctPairs.ts";
import { hashesText, registersText } from "./partial/mergedDistinct.ts";
import { momentsText } from "./partial/momentsText.ts";
import { MergedStates } from "./partial/mergedStates.ts";
import { stateText } from "./partial/stateText.ts";
import { AccumulatorStates } from "./accumulatorStates.ts";

const REGISTERS = 4096;

export class Results implements Held {
  readonly percentiles: Percentiles;
  readonly #kernel: Kernel;
  readonly #plan: AggregatePlan;
  readonly #states: AccumulatorStates;
  readonly #merged: MergedStates;

  constructor(kernel: Kernel, plan: AggregatePlan, makeSketch: SketchMaker | undefined) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#states = new AccumulatorStates(kernel, plan.accumulators);
    this.#merged = new MergedStates(kernel);
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
    this.#merged.forget();
    this.percentiles.forget();
  }

  /** Bytes that are held beside the kernel's memory, about. */
  get bytes(): number {
    return this.#states.bytes + this.#merged.bytes + this.percentiles.sketches * SKETCH_SIZE;
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

  /** Adds states of other runs that the kernel does not add up. */
  takeStates(part: number, kind: AccumulatorKind, batch: Batch, rows: PairRows): void {
    this.#merged.take(part, kind, batch, rows);
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

  spread(part: number, group: number): { readonly count: number; readonly distances: number } {
    const moments = this.#momentsOf(part, group);
    return { count: countOf(moments), distances: distancesOf(moments) };
  }

  median(part: number, group: number): Result {
    return this.percentiles.median(part, this.#wordOf(part), group);
  }

  percentile(part: number, group: number, percent: string): Result {
    return this.percentiles.percentile(part, this.#wordOf(part), group, percent);
  }

  estimate(part: number, group: number): number {
    if (this.#isMerged(part)) return this.#merged.distinct(part, group);
    const kernel = this.#kernel;
    const at = this.#at(this.#wordOf(part), group);
    const registers = kernel.registersOf(at) >>> 0;
    if (registers === 0) return kernel.hashesOf(at);
    return estimateDistinct(kernel.bytes().subarray(registers, registers + REGISTERS));
  }

  /** What the accumulator of a call holds, as JSON, for another run that goes on with it. */
  stateOf(call: AggregateCall, group: number): string {
    const [part = 0] = this.#plan.partsOf(call);
    const { kind } = this.#plan.accumulators[part] ?? {};
    const at = this.#at(this.#wordOf(part), group);
    if (call.function.state === "start") return this.#startAt(at);
    if (kind === "moments" || kind === "mergedMoments") return momentsText(this.#momentsOf(part, group));
    if (kind === "list") return this.percentiles.stateOf(part, this.#wordOf(part), group);
    if (kind === "mergedRegisters") return this.#merged.distinctText(part, group);
    if (kind === "registers") return this.#distinctAt(at);
    const value = this.#states.value(part, group);
    // The sum of no record is not that of records without a number.
    return value === undefined && this.#states.sum(part, group) === 0n ? '""' : stateText(value);
  }

  #startAt(at: number): string {
    return this.#kernel.words()[at / 4] === 0 ? "null" : stateText(this.#kernel.doubles()[at / 8 + 1]);
  }

  #distinctAt(at: number): string {
    const kernel = this.#kernel;
    const registers = kernel.registersOf(at) >>> 0;
    if (registers > 0) return registersText(kernel.bytes().subarray(registers, registers + REGISTERS));
    const [hashes = 0, traits = 0] = kernel.words().subarray(at / 4, at / 4 + 2);
    // The third byte of the second half is the logarithm of the places for hashes.
    const size = hashes === 0 ? 0 : 8 << ((traits >>> 16) & 0xff);
    return hashesText(new Uint32Array(kernel.bytes().slice(hashes, hashes + size).buffer));
  }

  #momentsOf(part: number, group: number): Moments {
    if (this.#isMerged(part)) return this.#merged.moments(part, group);
    return momentsAt(this.#kernel, this.#at(this.#wordOf(part), group));
  }

  #isMerged(part: number): boolean {
    const { kind } = this.#plan.accumulators[part] ?? {};
    return kind !== undefined && accumulatorKinds[kind].feed === "states";
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
