// The state of accumulators that does not fit the kernel's 64-bit words: values with a fraction, and the carries of sums
// beyond 63 bits. Reads the two together as the text of a result.
import type { Kernel } from "../kernel/kernel.ts";

/** What the kernel accumulates, by the numbers of kernel/group.ts. */
export const accumulatorKinds = { countRows: 0, countValues: 1, countNumbers: 2, sum: 3, min: 4, max: 5 } as const;
export type AccumulatorKind = keyof typeof accumulatorKinds;

const EMPTY = -(2n ** 63n);

export class AccumulatorStates {
  readonly #kernel: Kernel;
  readonly #kinds: readonly AccumulatorKind[];
  /** Per accumulator the sum, or the extreme, of the values with a fraction; NaN where there was none. */
  readonly #floats = new Map<number, Float64Array>();
  /** Per accumulator and group, how many times 2^63 the word is short. */
  readonly #carries = new Map<number, Map<number, bigint>>();

  constructor(kernel: Kernel, kinds: readonly AccumulatorKind[]) {
    this.#kernel = kernel;
    this.#kinds = kinds;
    kernel.host.takeFloat = (accumulator, group, value) => this.#takeFloat(accumulator, group, value);
    kernel.host.takeCarry = (accumulator, group, up) => {
      const carries = this.#carries.get(accumulator) ?? new Map<number, bigint>();
      this.#carries.set(accumulator, carries.set(group, (carries.get(group) ?? 0n) + (up !== 0 ? 1n : -1n)));
    };
  }

  /** The accumulator's whole state stands in the kernel's words. */
  isPlain(accumulator: number): boolean {
    return !this.#floats.has(accumulator) && !this.#carries.has(accumulator);
  }

  count(accumulator: number, group: number): number {
    return Number(this.#kernel.stateOf(accumulator, group) - EMPTY);
  }

  /** A sum, or the smallest or largest value: undefined when there was no number. */
  value(accumulator: number, group: number): bigint | number | undefined {
    const state = this.#kernel.stateOf(accumulator, group);
    const float = this.#floats.get(accumulator)?.[group] ?? Number.NaN;
    const integer =
      state === EMPTY ? undefined : state + (this.#carries.get(accumulator)?.get(group) ?? 0n) * 2n ** 63n;
    if (Number.isNaN(float)) return integer;
    return integer === undefined ? float : combine(this.#kinds[accumulator], integer, float);
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
    floats[group] = Number.isNaN(now) ? value : join(this.#kinds[accumulator], now, value);
  }
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
