// Work that goes on beside the reading: compression in threads of the system, files that are put in place. It is bounded, and its
// first error ends the run.

export class Background {
  readonly #limit: number;
  readonly #tasks = new Set<Promise<void>>();
  #load = 0;
  #error: { readonly cause: unknown } | undefined;

  /** `limit`: how many bytes may be under way before more are waited for. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Starts work that holds so many bytes of memory. */
  start(bytes: number, work: Promise<void>): void {
    this.#load += bytes;
    const task = work
      .catch((cause: unknown) => void (this.#error ??= { cause }))
      .then(() => {
        this.#load -= bytes;
        this.#tasks.delete(task);
      });
    this.#tasks.add(task);
  }

  /** Undefined: there is room for more. Rejects with the first error. */
  pending(): Promise<void> | undefined {
    if (this.#error !== undefined) return Promise.reject(this.#error.cause);
    return this.#load > this.#limit ? this.#untilRoom() : undefined;
  }

  async #untilRoom(): Promise<void> {
    while (this.#load > this.#limit) await Promise.race(this.#tasks);
    await this.pending();
  }

  /** Waits for all of it, and for what it starts. Rejects with the first error. */
  async settle(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
    await this.pending();
  }
}
