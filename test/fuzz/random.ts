// Random choices from a seed, and the loop that repeats a check with one seed after another. FUZZ_SEED sets the first
// seed, FUZZ_RUNS the number of rounds of every check; a failure says which seed repeats it.
import { vi } from "vitest";

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) >>> 0;
  }

  /** From 0 up to, but not including, `limit` (mulberry32). */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new Error("nothing to choose from");
    return choice;
  }

  /** `count` items, each made anew. */
  times<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }

  shuffled<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item, key: this.below(2 ** 30) }));
    return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
  }

  digits(count: number): string {
    return this.times(count, () => String(this.below(10))).join("");
  }
}

const firstSeed = Number(process.env["FUZZ_SEED"] ?? 1);
const wantedRuns = process.env["FUZZ_RUNS"];

// Who asks for more rounds waits for them.
if (wantedRuns !== undefined) vi.setConfig({ testTimeout: 24 * 3_600_000 });

/** Runs the check `runs` times (or FUZZ_RUNS times), with one seed after another. */
export function repeat(runs: number, check: (random: Random) => void): void {
  for (const seed of seeds(runs)) {
    try {
      check(new Random(seed));
    } catch (error) {
      throw withSeed(error, seed);
    }
  }
}

/** The same for a check that takes its time. */
export async function repeatAsync(runs: number, check: (random: Random) => Promise<void>): Promise<void> {
  for (const seed of seeds(runs)) {
    try {
      await check(new Random(seed));
    } catch (error) {
      throw withSeed(error, seed);
    }
  }
}

function* seeds(runs: number): Generator<number> {
  const count = wantedRuns === undefined ? runs : Number(wantedRuns);
  for (let seed = firstSeed; seed < firstSeed + count; seed++) yield seed;
}

function withSeed(error: unknown, seed: number): unknown {
  if (error instanceof Error) error.message = `with FUZZ_SEED=${seed} FUZZ_RUNS=1: ${error.message}`;
  return error;
}
