// The state of accumulators that does not fit the kernel's 64-bit words: values with a fraction, integers beyond 63 bits and
// the carries of sums. Reads all of it together.
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { AccumulatorKind } from "./accumulators.ts";
import { notAState } from "./partial/partialError.ts";
import type { Result } from "./functions/definition.ts";

/** The states of an accumulator that has seen nothing, and of a sum that has seen records, but no number. */
const EMPTY = -(2n ** 63n);
const UNKNOWN = EMPTY + 1n;

interface StatePlace {
  readonly kind: AccumulatorKind;
  readonly field?: string | undefined;
  /** The first word of its state. */
  readonly word: number;
}

export class AccumulatorStates {
  readonly #kernel: Kernel;
  readonly #accumulators: readonly StatePlace[];
  /** Per accumulator the sum, or the extreme, of the values with a fraction; NaN where there was none. */
  readonly #floats = new Map<number, Float64Array>();
  /** Per accumulator and group, how many times 2^63 the word is short. */
  readonly #carries = new Map<number, Map<number, bigint>>();

  /** Per accumulator and group the sum, or the extreme, of the integers beyond 63 bits. */
  readonly #integers = new Map<number, Map<number, bigint>>();

  constructor(kernel: Kernel, accumulators: readonly StatePlace[]) {
    this.#kernel = kernel;
    this.#accumulators = accumulators;
    this.listen();
  }

  /** What the kernel has to say from now on is about the table of these accumulators. */
  listen(): void {
    const { host } = this.#kernel;
    host.takeFloat = (accumulator, group, value) => {
      this.#refuseCount(accumulator, String(value));
      this.#takeFloat(accumulator, group, value);
    };
    host.takeInteger = (accumulator, group, text) => {
      this.#refuseCount(accumulator, text);
      this.#takeInteger(accumulator, group, BigInt(text));
    };
    host.takeCarry = (accumulator, group, up) => {
      const carries = this.#carries.get(accumulator) ?? new Map<number, bigint>();
      this.#carries.set(accumulator, carries.set(group, (carries.get(group) ?? 0n) + (up !== 0 ? 1n : -1n)));
    };
  }

  /** Counts of other runs are integers: throws PartialError. */
  #refuseCount(accumulator: number, text: string): void {
    const { kind, field = "" } = this.#accumulators[accumulator] ?? {};
    if (kind === "addedCounts") throw notAState(field, text);
  }

  /** The table was emptied. */
  forget(): void {
    this.#floats.clear();
    this.#carries.clear();
    this.#integers.clear();
  }

  /** Bytes that are held here, about. */
  get bytes(): number {
    let bytes = 0;
    for (const floats of this.#floats.values()) bytes += floats.byteLength;
    for (const entries of [...this.#carries.values(), ...this.#integers.values()]) bytes += entries.size * ENTRY_SIZE;
    return bytes;
  }

  /** The accumulator's whole state stands in the kernel's words. */
  isPlain(accumulator: number): boolean {
    return ![this.#floats, this.#carries, this.#integers].some((states) => states.has(accumulator));
  }

  count(accumulator: number, group: number): number {
    return Number(this.#stateOf(accumulator, group) - EMPTY);
  }

  /** A sum, or the smallest or largest number: undefined when there was none. */
  value(accumulator: number, group: number): Result {
    const state = this.#stateOf(accumulator, group);
    const float = this.#floats.get(accumulator)?.[group] ?? Number.NaN;
    const { kind } = this.#accumulators[accumulator] ?? {};
    const isNothing = state === EMPTY || (kind === "sum" && state === UNKNOWN);
    const small = isNothing ? undefined : state + (this.#carries.get(accumulator)?.get(group) ?? 0n) * 2n ** 63n;
    const integer = joined(kind, small, this.#integers.get(accumulator)?.get(group));
    if (Number.isNaN(float)) return integer;
    return integer === undefined ? float : combine(kind, integer, float);
  }

  #takeInteger(accumulator: number, group: number, value: bigint): void {
    const integers = this.#integers.get(accumulator) ?? new Map<number, bigint>();
    const all = joined(this.#accumulators[accumulator]?.kind, integers.get(group), value);
    this.#integers.set(accumulator, integers.set(group, all ?? value));
  }

  /** The sum of no record at all is 0. */
  sum(accumulator: number, group: number): Result {
    return this.value(accumulator, group) ?? (this.#stateOf(accumulator, group) === EMPTY ? 0n : undefined);
  }

  #stateOf(accumulator: number, group: number): bigint {
    return this.#kernel.stateOf(this.#accumulators[accumulator]?.word ?? 0, group);
  }

  #takeFloat(accumulator: number, group: number, value: number): void {
    let floats = this.#floats.get(accumulator);
    if (floats === undefined || group >= floats.length) {
      const larger = new Float64Array(Math.max(1024, 2 * group)).fill(Number.NaN);
      larger.set(floats ?? []);
      this.#floats.set(accumulator, larger);
      floats = larger;
    }
    const now = floats[group] ?? Number.NaN;
    floats[group] = Number.isNaN(now) ? value : join(this.#accumulators[accumulator]?.kind, now, value);
  }
}

/** What a carry or an integer takes of JavaScript's memory, about. */
const ENTRY_SIZE = 64;

/** Two sums, or two extremes, as one. */
function joined(kind: AccumulatorKind | undefined, a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (kind === "sum") return a + b;
  return (kind === "min") === a < b ? a : b;
}

function join(kind: AccumulatorKind | undefined, a: number, b: number): number {
  if (kind === "min") return Math.min(a, b);
  return kind === "max" ? Math.max(a, b) : a + b;
}

function combine(kind: AccumulatorKind | undefined, integer: bigint, float: number): bigint | number {
  if (kind === "sum") return Number(integer) + float;
  // An integer and a double compare exactly, and the one that wins keeps all its digits.
  return (kind === "min") === integer < float ? integer : float;
}
