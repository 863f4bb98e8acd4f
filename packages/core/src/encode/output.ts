// Where results are put together before they are written: a region of the kernel's memory that the kernel's writers fill
// and a sink that takes it away.
import type { Kernel } from "@flowlogs/kernel/kernel";

/** Takes bytes; they are used before it returns. */
export type WriteBytes = (bytes: Uint8Array) => void;

/** Writes items from..total-1 from position `out` on while they fit below `limit`; the position behind them. */
export type Writer = (from: number, out: number, limit: number) => number;

/** A pipe holds 64 KiB: with more at once, one end would wait while the other works (measured: 1.2 times the time). */
const CAPACITY = 65_536;

export class Output {
  readonly #kernel: Kernel;
  readonly #sink: WriteBytes;
  #start: number;
  #at: number;
  #limit: number;
  records = 0;

  constructor(kernel: Kernel, sink: WriteBytes) {
    this.#kernel = kernel;
    this.#sink = sink;
    this.#start = kernel.allocate(CAPACITY);
    this.#at = this.#start;
    this.#limit = this.#start + CAPACITY;
  }

  /** Has a kernel's writer write `total` records; `progress` says how many it has written in all. */
  write(total: number, writer: Writer, progress: () => number): void {
    let done = 0;
    while (done < total) {
      this.#at = writer(done, this.#at, this.#limit) >>> 0;
      const now = progress() >>> 0;
      if (now < total) this.#makeRoom();
      done = now;
    }
    this.records += total;
  }

  /** Lets a writer go on that does not count; when it stopped for want of room there is more for the next time. */
  fill(writer: (out: number, limit: number) => number, wantsRoom: () => boolean): void {
    this.#at = writer(this.#at, this.#limit) >>> 0;
    if (wantsRoom()) this.#makeRoom();
  }

  /** Writes bytes that are not a record of their own accord, such as a heading. */
  append(bytes: Uint8Array): void {
    if (bytes.length > this.#limit - this.#at) this.flush();
    if (bytes.length > this.#limit - this.#at) {
      this.#sink(bytes);
      return;
    }
    this.#kernel.bytes().set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Hands everything over to the sink. */
  flush(): void {
    if (this.#at === this.#start) return;
    this.#sink(this.#kernel.bytes().subarray(this.#start, this.#at));
    this.#at = this.#start;
  }

  /** After a writer stopped short: an emptied region, or a larger one when a single record did not fit. */
  #makeRoom(): void {
    if (this.#at > this.#start) {
      this.flush();
      return;
    }
    const capacity = 4 * (this.#limit - this.#start);
    this.#start = this.#kernel.allocate(capacity);
    this.#at = this.#start;
    this.#limit = this.#start + capacity;
  }
}
