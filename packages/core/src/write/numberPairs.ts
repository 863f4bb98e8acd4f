// Numbers for pairs of numbers, in the order in which the pairs came first.

/** Numbers are below this, so that a pair fits a double exactly. */
const FACTOR = 2 ** 26;

export class NumberPairs {
  readonly #numbers = new Map<number, number>();

  /** The number of a pair, from 0 up. */
  numberOf(left: number, right: number): number {
    const key = left * FACTOR + right;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}
