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
  #pool: Pool | undefined;
  #weight = 0;

  /** `start`: starts the pool, or returns the one that was started before. */
  constructor(threads: Threads, start: () => Promise<Pool>, context: SourceContext) {
    this.#threads = threads;
    this.#start = start;
    this.#context = context;
  }

  /** Whether threads should read the next source. */
  wants(name: string, size: number): boolean {
    const { max, isRequested } = this.#threads;
    this.#weight += weightOf(name, size);
    return max > 1 && (isRequested || this.#weight >= THREADED_BYTES);
  }

  async read(source: BufferedSource): Promise<void> {
    this.#pool ??= await this.#start();
    await this.#pool.read(source, this.#context);
  }

  /** Reports a failure when its turn comes. */
  failed(...failure: Parameters<SourceContext["failed"]>): void {
    (this.#pool ?? this.#context).failed(...failure);
  }

  /** Writes all that is under way. */
  async drain(): Promise<void> {
    await this.#pool?.drain(this.#context);
  }
}
