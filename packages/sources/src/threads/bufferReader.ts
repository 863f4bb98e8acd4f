// Threads for those who do not read files by their paths: sources whose bytes are here already, read several at a time and
// written in their order. They begin when there is enough to do.
import type { SourceContext } from "@flowlogs/cli";
import type { BufferedSource } from "../reader/open.ts";
import type { Pool } from "./pool.ts";
import { type Threads, weightOf, WORTH } from "./schedule.ts";

export class BufferReader {
  readonly #threads: Threads;
  readonly #start: () => Promise<Pool>;
  readonly #context: SourceContext;
  #pool: Pool | undefined;
  #weight = 0;

  /** `start`: the pool, which may have been started by others. */
  constructor(threads: Threads, start: () => Promise<Pool>, context: SourceContext) {
    this.#threads = threads;
    this.#start = start;
    this.#context = context;
  }

  /** Whether the next source is for them. */
  wants(name: string, size: number): boolean {
    const { most, isAsked } = this.#threads;
    this.#weight += weightOf(name, size);
    return most > 1 && (isAsked || this.#weight >= WORTH);
  }

  async read(source: BufferedSource): Promise<void> {
    this.#pool ??= await this.#start();
    await this.#pool.read(source, this.#context);
  }

  /** Says something when its turn comes. */
  failed(...said: Parameters<SourceContext["failed"]>): void {
    (this.#pool ?? this.#context).failed(...said);
  }

  /** All that is under way is written. */
  async drain(): Promise<void> {
    await this.#pool?.drain(this.#context);
  }
}
