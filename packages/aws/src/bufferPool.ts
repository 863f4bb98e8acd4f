// Memory for what comes with an answer, used again for the next one: outside of the heap it is dear to get and to give back.

/** Bytes of the first one, and how much more than it takes is asked for. */
const [FIRST, SPARE] = [1 << 16, 1.25];

export class BufferPool {
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];
  /** As much as was enough for all so far. */
  #usual = FIRST;

  take(): Uint8Array<ArrayBuffer> {
    return this.#spare.pop() ?? new Uint8Array(this.#usual);
  }

  /** Puts bytes behind the first ones; the memory, or a larger one with all that was in it. */
  hold(memory: Uint8Array<ArrayBuffer>, length: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const needed = length + bytes.length;
    const enough = needed <= memory.length ? memory : this.#larger(memory, needed);
    enough.set(bytes, length);
    return enough;
  }

  /** Nobody looks at it any more. */
  give(memory: Uint8Array<ArrayBuffer>): void {
    if (memory.length >= this.#usual) this.#spare.push(memory);
  }

  #larger(memory: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
    if (needed > this.#usual) {
      this.#usual = Math.ceil(needed * SPARE);
      this.#spare.length = 0; // too small, all of them
    }
    const more = this.take();
    more.set(memory);
    return more;
  }
}
