// Bytes from one thread to another through shared memory, in a circle: one writes, one reads, and neither needs an event
// loop to wait for the other. What the bytes are is left to both.

/** The numbers at the front of the memory: bytes written and read so far (modulo 2^32), and whether all are written. */
const WRITTEN = 0;
const READ = 1;
const ENDED = 2;
const FRONT = 16;

export class RingBuffer {
  readonly #counts: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(shared: SharedArrayBuffer) {
    this.#counts = new Int32Array(shared, 0, FRONT / Int32Array.BYTES_PER_ELEMENT);
    this.#bytes = new Uint8Array(shared, FRONT);
  }

  /** `size`: bytes that may be under way, a power of two. */
  static share(size: number): SharedArrayBuffer {
    return new SharedArrayBuffer(FRONT + size);
  }

  /** Bytes that wait to be read. */
  get length(): number {
    return (Atomics.load(this.#counts, WRITTEN) - Atomics.load(this.#counts, READ)) >>> 0;
  }

  /** No more bytes will come than those that wait. */
  get ended(): boolean {
    return Atomics.load(this.#counts, ENDED) === 1;
  }

  /** Where the next bytes go: the room up to the end of the circle, which may be empty. */
  room(): Uint8Array {
    const at = this.#place(WRITTEN);
    return this.#bytes.subarray(at, Math.min(this.#bytes.length, at + this.#bytes.length - this.length));
  }

  /** That many bytes now stand at the start of room(). */
  advance(count: number): void {
    Atomics.add(this.#counts, WRITTEN, count);
  }

  /** All bytes are written. */
  end(): void {
    Atomics.store(this.#counts, ENDED, 1);
  }

  /** Takes bytes that wait, as many as there are up to the end of the circle; how many. */
  take(into: Uint8Array): number {
    const at = this.#place(READ);
    const count = Math.min(this.length, into.length, this.#bytes.length - at);
    into.set(this.#bytes.subarray(at, at + count));
    Atomics.add(this.#counts, READ, count);
    return count;
  }

  #place(count: number): number {
    return (Atomics.load(this.#counts, count) >>> 0) % this.#bytes.length;
  }
}

/** Wakes the one who waits at the other end. */
export class Bell {
  readonly #rings: Int32Array;

  constructor(shared: SharedArrayBuffer) {
    this.#rings = new Int32Array(shared);
  }

  static share(): SharedArrayBuffer {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  }

  /** How often it rang: to be asked before looking at what one waits for. */
  get count(): number {
    return Atomics.load(this.#rings, 0);
  }

  ring(): void {
    Atomics.add(this.#rings, 0, 1);
    Atomics.notify(this.#rings, 0);
  }

  /** Waits until it rings again after it had rung `count` times; false when so many milliseconds pass without that. */
  wait(count: number, most = Number.POSITIVE_INFINITY): boolean {
    return Atomics.wait(this.#rings, 0, count, most) !== "timed-out";
  }
}
