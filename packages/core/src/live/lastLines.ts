// The last lines of a stream that may never end.
import { LineStore } from "../stage/lineStore.ts";

/** Lines, and bytes, of each half of what is held. */
const HALF = 5000;
const BYTES = 1 << 24;

export class LastLines {
  #older = new LineStore();
  #newer = new LineStore();
  #bytes = 0;
  /** Lines that are no longer held. */
  forgotten = 0;

  add(line: Uint8Array): void {
    if (this.#newer.length >= HALF || this.#bytes > BYTES) {
      this.forgotten += this.#older.length;
      this.#older = this.#newer;
      this.#newer = new LineStore();
      this.#bytes = 0;
    }
    this.#newer.add(line);
    this.#bytes += line.length;
  }

  /** Lines that are held. */
  get length(): number {
    return this.#older.length + this.#newer.length;
  }

  /** The last of them, or all. */
  last(count: number): LineStore {
    const lines = new LineStore();
    for (let i = Math.max(0, this.length - count); i < this.length; i++) {
      const line = i < this.#older.length ? this.#older.at(i) : this.#newer.at(i - this.#older.length);
      lines.add(line.subarray(0, -1));
    }
    return lines;
  }
}
