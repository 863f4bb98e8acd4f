// Numbers in a row, without an object for each.

export class NumberList {
  #numbers: Float64Array | Uint32Array;
  length = 0;

  /** `isWhole`: of 32 bits, and not doubles. `room`: for how many there is room at first. */
  constructor(isWhole = false, room = 1024) {
    this.#numbers = isWhole ? new Uint32Array(room) : new Float64Array(room);
  }

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const { length } = this.#numbers;
      const larger = this.#numbers instanceof Uint32Array ? new Uint32Array(2 * length) : new Float64Array(2 * length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length++] = number;
  }

  at(place: number): number {
    return this.#numbers[place] ?? Number.NaN;
  }

  /** The numbers themselves, valid until the next one comes. */
  get all(): Float64Array | Uint32Array {
    return this.#numbers.subarray(0, this.length);
  }
}
