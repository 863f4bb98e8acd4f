// A list of words of 32 bits that grows: millions of them, without an object for each.

const FIRST_LENGTH = 4096;

export class GrowingWords {
  #words = new Uint32Array(FIRST_LENGTH);
  #length = 0;

  push(...values: readonly number[]): void {
    if (this.#length + values.length > this.#words.length) {
      const words = new Uint32Array(this.#words.length * 2);
      words.set(this.#words);
      this.#words = words;
    }
    for (const value of values) this.#words[this.#length++] = value;
  }

  /** The word at a place from the end, from 1; undefined before there is one. */
  last(place: number): number | undefined {
    return this.#words[this.#length - place];
  }

  replaceLast(place: number, value: number): void {
    this.#words[this.#length - place] = value;
  }

  words(): Uint32Array {
    return this.#words.subarray(0, this.#length);
  }
}
