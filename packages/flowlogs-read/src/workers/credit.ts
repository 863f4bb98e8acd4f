// How much may be under way from one thread to another: who sends waits, without an event loop, while it is too much.

/** Messages of one thread that may wait, of a quarter of a megabyte at most. */
const MESSAGES = 24;

export class Credit {
  readonly #count: Int32Array;
  readonly #most: number;

  constructor(shared: SharedArrayBuffer, most = MESSAGES) {
    this.#count = new Int32Array(shared);
    this.#most = most;
  }

  static share(): SharedArrayBuffer {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  }

  /** One more is under way; waits for its turn. */
  take(): void {
    for (let now = Atomics.load(this.#count, 0); now >= this.#most; now = Atomics.load(this.#count, 0)) {
      Atomics.wait(this.#count, 0, now);
    }
    Atomics.add(this.#count, 0, 1);
  }

  /** One has arrived. */
  give(): void {
    Atomics.sub(this.#count, 0, 1);
    Atomics.notify(this.#count, 0);
  }
}
