// Reads sources whose bytes are in memory in threads, several at a time and written in their order. Threads start when there
// is enough to read.
import type { SourceContext } from "@flowlogs/cli";
import type { BufferedSource } from "../reader/open.ts";
import type { Pool } from "./pool.ts";
import { type Threads, weightOf, THREADED_BYTES } from "./schedule.ts";

export class BufferReader {
  readonly #threads: Threads;
  readonly #start: () => Promise<Pool>;
  readonly #context: SourceContext;
  readonly #readHere: () => void;
  #pool: Pool | undefined;
  #weight = 0;
  #last = 0;

  /** `start`: starts the pool, or returns the one that was started before; `readHere`: told when the caller is to read a source. */
  constructor(threads: Threads, start: () => Promise<Pool>, context: SourceContext, readHere: () => void) {
    this.#readHere = readHere;
    this.#threads = threads;
    this.#start = start;
    this.#context = context;
  }

  /** Whether threads should read the next source; otherwise the caller reads it. */
  wants(name: string, size: number): boolean {
    const { max, isRequested } = this.#threads;
    this.#last = weightOf(name, size);
    this.#weight += this.#last;
    return max > 1 && (isRequested || this.#weight >= THREADED_BYTES);
  }

  async read(source: BufferedSource): Promise<void> {
    this.#pool ??= await this.#start();
    await this.#pool.read(source, this.#last, this.#context);
  }

  /** Reports a failure when its turn comes. */
  failed(...failure: Parameters<SourceContext["failed"]>): void {
    (this.#pool ?? this.#context).failed(...failure);
  }

  /** Writes all that is under way, before the caller reads a source. */
  async drain(): Promise<void> {
    this.#readHere();
    await this.#pool?.drain(this.#context);
  }
}
