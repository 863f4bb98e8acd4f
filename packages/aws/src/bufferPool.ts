// Buffers for response bodies, reused for the next response: allocating and freeing memory outside of the heap is expensive.

/** Bytes of the first buffer, and by how much a new one exceeds what is needed. */
const [FIRST_SIZE, GROWTH] = [1 << 16, 1.25];

export class BufferPool {
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];
  /** A size that was enough for all responses so far. */
  #usual = FIRST_SIZE;

  /** A buffer for the next response. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#spare.pop() ?? new Uint8Array(this.#usual);
  }

  /** Appends `bytes` after the first `length` bytes; returns the buffer, or a larger one with all of its content. */
  append(memory: Uint8Array<ArrayBuffer>, length: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const needed = length + bytes.length;
    const enough = needed <= memory.length ? memory : this.#larger(memory, needed);
    enough.set(bytes, length);
    return enough;
  }

  /** Takes back a buffer that nobody uses any more. */
  release(memory: Uint8Array<ArrayBuffer>): void {
    if (memory.length >= this.#usual) this.#spare.push(memory);
  }

  #larger(memory: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
    if (needed > this.#usual) {
      this.#usual = Math.ceil(needed * GROWTH);
      this.#spare.length = 0; // too small, all of them
    }
    const more = this.take();
    more.set(memory);
    return more;
  }
}
