// How much may be under way from one thread to another: who sends waits, without an event loop, while it is too much. Beside
// it, how far the thread is, for whoever wants to know before its next message.

/** Messages of one thread that may wait, of a quarter of a megabyte at most. */
const MESSAGES = 24;

const KIBIBYTES = 1;
const RECORDS = 2;
const ENDED = 3;

export class Backpressure {
  readonly #count: Int32Array;
  readonly #most: number;
  #bytes = 0;

  constructor(shared: SharedArrayBuffer, most = MESSAGES) {
    this.#count = new Int32Array(shared);
    this.#most = most;
  }

  static share(): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT);
  }

  /** One more is under way; waits for its turn. */
  take(): void {
    for (let now = Atomics.load(this.#count, 0); now >= this.#most; now = Atomics.load(this.#count, 0)) {
      Atomics.wait(this.#count, 0, now);
    }
    Atomics.add(this.#count, 0, 1);
  }

  /** So many bytes were read. */
  countBytes(bytes: number): void {
    this.#bytes += bytes;
    Atomics.store(this.#count, KIBIBYTES, this.#bytes / 1024);
  }

  /** So many records were read in all. */
  setRecords(records: number): void {
    Atomics.store(this.#count, RECORDS, records);
  }

  /** How far the thread is, about. */
  get progress(): { readonly bytes: number; readonly records: number } {
    return {
      bytes: (Atomics.load(this.#count, KIBIBYTES) >>> 0) * 1024,
      records: Atomics.load(this.#count, RECORDS) >>> 0,
    };
  }

  /** The thread is to read no more. */
  end(): void {
    Atomics.store(this.#count, ENDED, 1);
  }

  get isEnded(): boolean {
    return Atomics.load(this.#count, ENDED) === 1;
  }

  /** One has arrived. */
  give(): void {
    Atomics.sub(this.#count, 0, 1);
    Atomics.notify(this.#count, 0);
  }
}
