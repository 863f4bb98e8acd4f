// Limits how many messages are under way from one thread to another: the sender waits, without an event loop, while there are
// too many. Beside the count it shares how far the thread is, which can be read before its next message.

/** Maximum waiting messages of a thread, of a quarter of a megabyte each at most. */
const MAX_MESSAGES = 24;

const KIBIBYTES = 1;
const RECORDS = 2;
const ENDED = 3;

export class Backpressure {
  readonly #count: Int32Array;
  readonly #max: number;
  #bytes = 0;

  constructor(shared: SharedArrayBuffer, max = MAX_MESSAGES) {
    this.#count = new Int32Array(shared);
    this.#max = max;
  }

  static share(): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT);
  }

  /** Waits until another message may be sent, and counts it. */
  acquire(): void {
    for (let now = Atomics.load(this.#count, 0); now >= this.#max; now = Atomics.load(this.#count, 0)) {
      Atomics.wait(this.#count, 0, now);
    }
    Atomics.add(this.#count, 0, 1);
  }

  /** Waits until all messages were processed, or the thread is to end. */
  settle(): void {
    for (let now = Atomics.load(this.#count, 0); now > 0 && !this.isEnded; now = Atomics.load(this.#count, 0)) {
      Atomics.wait(this.#count, 0, now);
    }
  }

  /** Adds bytes that were read. */
  countBytes(bytes: number): void {
    this.#bytes += bytes;
    Atomics.store(this.#count, KIBIBYTES, this.#bytes / 1024);
  }

  /** Sets the number of records that were read in all. */
  setRecords(records: number): void {
    Atomics.store(this.#count, RECORDS, records);
  }

  /** Approximately how far the thread is. */
  get progress(): { readonly bytes: number; readonly records: number } {
    return {
      bytes: (Atomics.load(this.#count, KIBIBYTES) >>> 0) * 1024,
      records: Atomics.load(this.#count, RECORDS) >>> 0,
    };
  }

  /** Tells the thread to read no more. */
  end(): void {
    Atomics.store(this.#count, ENDED, 1);
  }

  get isEnded(): boolean {
    return Atomics.load(this.#count, ENDED) === 1;
  }

  /** A message was processed. */
  release(): void {
    Atomics.sub(this.#count, 0, 1);
    Atomics.notify(this.#count, 0);
  }
}
