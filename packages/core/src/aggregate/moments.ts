// How many numbers there are, and how far they are spread about their mean. Of integers below 2^48 the sum and the sum of squares are exact, so
// that runs which share the records come to what one run comes to. Other numbers have a mean and squared distances from it.
import type { Kernel } from "@flowlogs/kernel/kernel";

export interface Moments {
  readonly integers: number;
  readonly sum: bigint;
  readonly squares: bigint;
  readonly others: Spread;
}

interface Spread {
  readonly count: number;
  readonly mean: number;
  /** The squared distances from the mean. */
  readonly distances: number;
}

export const noMoments: Moments = { integers: 0, sum: 0n, squares: 0n, others: { count: 0, mean: 0, distances: 0 } };

const EMPTY = -(2n ** 63n);
const HALF = 64n;
const [WORDS, OTHERS] = [8, 5];

/** What the kernel has accumulated at a place (assembly/group/accumulators.ts). */
export function momentsAt(kernel: Kernel, at: number): Moments {
  const { buffer } = kernel.bytes();
  const words = new BigInt64Array(buffer, at, WORDS);
  const [count = EMPTY, low = 0n, high = 0n, squaresLow = 0n, squaresHigh = 0n, otherCount = EMPTY] = words;
  const doubles = new Float64Array(buffer, at + OTHERS * 8, WORDS - OTHERS);
  const [, mean = 0, distances = 0] = doubles;
  const others = otherCount === EMPTY ? noMoments.others : { count: Number(otherCount - EMPTY), mean, distances };
  if (count === EMPTY) return { ...noMoments, others };
  return {
    integers: Number(count - EMPTY),
    sum: (high << HALF) + BigInt.asUintN(64, low),
    squares: (BigInt.asUintN(64, squaresHigh) << HALF) + BigInt.asUintN(64, squaresLow),
    others,
  };
}

export function countOf({ integers, others }: Moments): number {
  return integers + others.count;
}

/** The squared distances of all numbers from their mean. */
export function distancesOf({ integers, sum, squares, others }: Moments): number {
  if (integers === 0) return others.distances;
  const distances = Number(BigInt(integers) * squares - sum * sum) / integers;
  return together({ count: integers, mean: Number(sum) / integers, distances }, others).distances;
}

export function added(a: Moments, b: Moments): Moments {
  return {
    integers: a.integers + b.integers,
    sum: a.sum + b.sum,
    squares: a.squares + b.squares,
    others: together(a.others, b.others),
  };
}

/** Of two sets of numbers together (Chan, Golub and LeVeque 1979). */
function together(a: Spread, b: Spread): Spread {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const distance = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (distance * b.count) / count,
    distances: a.distances + b.distances + (distance * distance * a.count * b.count) / count,
  };
}
