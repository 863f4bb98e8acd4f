// A list of words of 32 bits that grows: millions of them, without an object for each.

const FIRST_LENGTH = 4096;

export class GrowingWords {
  #words = new Uint32Array(FIRST_LENGTH);
  #length = 0;

  push(...values: readonly number[]): void {
    this.#grow(values.length);
    for (const value of values) this.#words[this.#length++] = value;
  }

  append(words: Uint32Array): void {
    this.#grow(words.length);
    this.#words.set(words, this.#length);
    this.#length += words.length;
  }

  #grow(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#words.length) return;
    const words = new Uint32Array(Math.max(this.#words.length * 2, needed));
    words.set(this.words());
    this.#words = words;
  }

  get length(): number {
    return this.#length;
  }

  at(place: number): number {
    return this.#words[place] ?? 0;
  }

  /** The word at a place from the end, from 1; undefined before there is one. */
  last(place: number): number | undefined {
    return this.#words[this.#length - place];
  }

  replaceLast(place: number, value: number): void {
    this.#words[this.#length - place] = value;
  }

  /** A view, good until the next word is added. */
  words(): Uint32Array {
    return this.#words.subarray(0, this.#length);
  }
}
