// How many distinct values a set of HyperLogLog registers has seen: Ertl's estimator (arXiv:1702.01284, algorithm 6),
// which needs no tables of corrections and is as good for few values as for many. The registers are the kernel's.

/** Bits of the hashes behind those that name the register. */
const RANKS = 52;

/** The estimate; its standard error is 1.04 / sqrt(number of registers). */
export function estimateDistinct(registers: Uint8Array): number {
  const size = registers.length;
  const counts = new Float64Array(RANKS + 2);
  for (const register of registers) counts[register] = (counts[register] ?? 0) + 1;
  let z = size * tau(1 - (counts[RANKS + 1] ?? 0) / size);
  for (let rank = RANKS; rank >= 1; rank--) z = 0.5 * (z + (counts[rank] ?? 0));
  z += size * sigma((counts[0] ?? 0) / size);
  return Math.round((size / (2 * Math.LN2) / z) * size);
}

function sigma(x: number): number {
  if (x === 1) return Number.POSITIVE_INFINITY;
  let power = x;
  let weight = 1;
  let sum = x;
  for (let last = Number.NaN; sum !== last;) {
    power *= power;
    last = sum;
    sum += power * weight;
    weight += weight;
  }
  return sum;
}

function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let root = x;
  let weight = 1;
  let sum = 1 - x;
  for (let last = Number.NaN; sum !== last;) {
    root = Math.sqrt(root);
    last = sum;
    weight *= 0.5;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
}
