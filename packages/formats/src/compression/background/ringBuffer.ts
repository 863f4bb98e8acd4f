// A ring buffer in shared memory from one thread to another: one writes, one reads, and neither needs an event loop to wait
// for the other.

/** Indexes of the numbers at the start of the memory: bytes written, bytes read (modulo 2^32), and whether all are written. */
const WRITTEN = 0;
const READ = 1;
const ENDED = 2;
/** Bytes of these numbers, padded. */
const HEADER_SIZE = 16;

export class RingBuffer {
  readonly #counts: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(shared: SharedArrayBuffer) {
    this.#counts = new Int32Array(shared, 0, HEADER_SIZE / Int32Array.BYTES_PER_ELEMENT);
    this.#bytes = new Uint8Array(shared, HEADER_SIZE);
  }

  /** `size`: the capacity in bytes, a power of two. */
  static share(size: number): SharedArrayBuffer {
    return new SharedArrayBuffer(HEADER_SIZE + size);
  }

  /** The number of bytes to read. */
  get length(): number {
    return (Atomics.load(this.#counts, WRITTEN) - Atomics.load(this.#counts, READ)) >>> 0;
  }

  /** The writer has finished; the bytes to read are the last ones. */
  get ended(): boolean {
    return Atomics.load(this.#counts, ENDED) === 1;
  }

  /** Where the writer puts the next bytes: the free memory up to the end of the ring; may be empty. */
  room(): Uint8Array {
    const at = this.#positionOf(WRITTEN);
    return this.#bytes.subarray(at, Math.min(this.#bytes.length, at + this.#bytes.length - this.length));
  }

  /** The writer has put `count` bytes at the start of `room()`. */
  advance(count: number): void {
    Atomics.add(this.#counts, WRITTEN, count);
  }

  /** The writer has finished. */
  end(): void {
    Atomics.store(this.#counts, ENDED, 1);
  }

  /** Reads bytes, at most up to the end of the ring, and returns how many. */
  take(into: Uint8Array): number {
    const at = this.#positionOf(READ);
    const count = Math.min(this.length, into.length, this.#bytes.length - at);
    into.set(this.#bytes.subarray(at, at + count));
    Atomics.add(this.#counts, READ, count);
    return count;
  }

  #positionOf(count: number): number {
    return (Atomics.load(this.#counts, count) >>> 0) % this.#bytes.length;
  }
}

/** An event count: wakes the thread that waits at the other end. */
export class EventCount {
  readonly #events: Int32Array;

  constructor(shared: SharedArrayBuffer) {
    this.#events = new Int32Array(shared);
  }

  static share(): SharedArrayBuffer {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  }

  /** The number of events so far; read it before checking the condition that `wait` is for. */
  get count(): number {
    return Atomics.load(this.#events, 0);
  }

  notify(): void {
    Atomics.add(this.#events, 0, 1);
    Atomics.notify(this.#events, 0);
  }

  /** Waits for an event after the first `count`; false after `timeout` milliseconds without one. */
  wait(count: number, timeout = Number.POSITIVE_INFINITY): boolean {
    return Atomics.wait(this.#events, 0, count, timeout) !== "timed-out";
  }
}
