// Work that goes on beside the reading: compression in threads of the system, files that are put in place. It is bounded, and its
// first error ends the run.
import { availableParallelism } from "node:os";
import { Semaphore } from "@flowlogs/base/semaphore";

/** Files that are put in place at once: that mostly waits for disks and networks. */
const PLACING = 16;
/** Bytes that a task takes by itself, about: there may be tens of thousands of small files. */
const TASK = 16_384;

export class Background {
  /** What computes: each takes memory of its own, and there are only so many processors. */
  readonly computing = new Semaphore(availableParallelism() + 1);
  readonly placing = new Semaphore(PLACING);
  readonly #limit: number;
  #tasks = 0;
  #load = 0;
  #error: { readonly cause: unknown } | undefined;
  /** Who waits, and until what. */
  #waiting: { readonly isOver: () => boolean; readonly go: () => void }[] = [];

  /** `limit`: how many bytes may be under way before more are waited for. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Starts work that holds this many bytes of memory; what any task takes is added. */
  start(bytes: number, work: Promise<void>): void {
    const load = bytes + TASK;
    this.#load += load;
    this.#tasks++;
    const done = (): void => {
      this.#load -= load;
      this.#tasks--;
      for (const { isOver, go } of this.#waiting) if (isOver()) go();
      this.#waiting = this.#waiting.filter(({ isOver }) => !isOver());
    };
    const fail = (cause: unknown): void => {
      this.#error ??= { cause };
      done();
    };
    work.then(done, fail);
  }

  get hasRoom(): boolean {
    return this.#load <= this.#limit;
  }

  /** Undefined: there is room for more. Rejects with the first error. */
  pending(): Promise<void> | undefined {
    if (this.#error !== undefined) return Promise.reject(this.#error.cause);
    return this.hasRoom ? undefined : this.#until(() => this.hasRoom);
  }

  /** Waits for all of it, and for what it starts. Rejects with the first error. */
  async settle(): Promise<void> {
    await this.#until(() => this.#tasks === 0);
  }

  async #until(isOver: () => boolean): Promise<void> {
    if (!isOver()) await new Promise<void>((go) => void this.#waiting.push({ isOver, go }));
    if (this.#error !== undefined) throw this.#error.cause;
  }
}
