// Gzip to bytes in the background: while one piece is decoded into records, the next ones are inflated on the thread
// pool. What is good before a fault is handed on, as far as it can be had.
import type { Input } from "@flowlogs/cli";
import { type Content, pourPieces } from "./content.ts";
import { DamagedDeflate } from "./damage.ts";
import type { Sink } from "./forms/form.ts";
import { gunzip } from "./gunzip.ts";
import { Intake } from "./intake.ts";
import { Signal } from "./signal.ts";

/** Compressed bytes a read: enough to keep a thread at work while the main thread is busy with records. */
const PIECE = 1 << 19;
/** The same where they may come only once: so many are lost at most if the data is damaged. Less would cost time. */
const ONCE = 1 << 16;
/** Inflated bytes that may wait before more is read. */
const AHEAD = 2 << 20;

/** Gzip data that is open. */
export interface Archive {
  readonly input: Input;
  /** Bytes of the input that were read already. */
  readonly head: Uint8Array;
  /** Whether more than the first bytes come only once. */
  readonly isOnce: boolean;
  /** All bytes again, from the first one on. Throws an InputError if they cannot be had. */
  again(): Input;
}

export class Inflater implements Content {
  readonly #archive: Archive;
  readonly #piece = new Uint8Array(PIECE);
  readonly #signal = new Signal();
  readonly #ready: Uint8Array[] = [];
  #readyBytes = 0;
  #delivered = 0;
  /** There while the reader waits. */
  #idle: (() => void) | undefined;
  #isClosed = false;
  #ended = false;
  #fault: unknown;

  constructor(archive: Archive) {
    this.#archive = archive;
    void this.#drive();
  }

  /**
   * The next inflated bytes, undefined at the end. Throws DamagedGzip, or the input's fault, behind the good bytes.
   * `idle` is called before a read that may block: all bytes had so far are used up by then.
   */
  async next(idle: () => void): Promise<Uint8Array | undefined> {
    for (;;) {
      // Lets the thread pool's results in, of the files ahead too, and gives it the next pieces, before the reader takes
      // the main thread for itself: promises alone would keep them waiting.
      await new Promise(setImmediate);
      const chunk = this.#ready.shift();
      if (chunk !== undefined) {
        this.#readyBytes -= chunk.length;
        this.#signal.notify();
        return chunk;
      }
      if (this.#fault !== undefined) throw this.#fault;
      if (this.#ended) return undefined;
      this.#idle = idle;
      this.#signal.notify();
      await this.#signal.change();
    }
  }

  async pour(sink: Sink): Promise<void> {
    await pourPieces(this, sink);
  }

  /** Nothing more is wanted. */
  close(): void {
    this.#isClosed = true;
    this.#archive.input.close();
    this.#signal.notify();
  }

  async #drive(): Promise<void> {
    const { input, head, isOnce } = this.#archive;
    try {
      await this.#deliver(input, head, () => (isOnce ? ONCE : PIECE));
    } catch (error) {
      this.#fault = await this.#approach(error);
    }
    this.#ended = true;
    this.#signal.notify();
  }

  /** Reads damaged data again, in ever smaller pieces from where the last reading failed on, for the good bytes there. */
  async #approach(error: unknown): Promise<unknown> {
    let fault = error;
    for (const step of [PIECE >> 10, 1]) {
      if (!(fault instanceof DamagedDeflate) || this.#isClosed) break;
      const { position } = fault;
      let input: Input | undefined;
      try {
        input = this.#archive.again();
        await this.#deliver(input, undefined, (from) => (from < position ? position - from : step));
      } catch (next) {
        if (!(next instanceof DamagedDeflate)) break;
        fault = next;
      } finally {
        input?.close();
      }
    }
    return fault;
  }

  /** Inflates the input from its beginning; what was delivered before is left out. */
  async #deliver(input: Input, head: Uint8Array | undefined, grain: (position: number) => number): Promise<void> {
    let first = head;
    const pull = async (): Promise<Uint8Array | undefined> => {
      const piece = first ?? (await this.#read(input));
      first = undefined;
      return piece;
    };
    let known = this.#delivered;
    for await (const chunk of gunzip(new Intake(pull, grain))) {
      const fresh = chunk.subarray(Math.min(known, chunk.length));
      known -= chunk.length - fresh.length;
      if (fresh.length > 0) this.#offer(fresh);
      while (this.#readyBytes > AHEAD && !this.#isClosed) await this.#signal.change();
      if (this.#isClosed) return;
    }
  }

  /** The next piece of the input. A read may block only while the reader waits, or it would get late what is there. */
  async #read(input: Input): Promise<Uint8Array | undefined> {
    while (!this.#isClosed) {
      const length = input.readNow(this.#piece) ?? this.#readIdly(input);
      if (length === 0) break;
      if (length !== undefined) return this.#piece.subarray(0, length);
      await this.#signal.change();
    }
    return undefined;
  }

  #readIdly(input: Input): number | undefined {
    if (this.#idle === undefined) return undefined;
    this.#idle();
    return input.read(this.#piece);
  }

  #offer(chunk: Uint8Array): void {
    this.#ready.push(chunk);
    this.#readyBytes += chunk.length;
    this.#delivered += chunk.length;
    this.#idle = undefined;
    this.#signal.notify();
  }
}
