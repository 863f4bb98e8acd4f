// How much may be under way at once: calls, or bytes that wait to be used. What is too much waits; what comes first in the
// output goes first, and of equals what asked first.

interface Waiter {
  readonly order: number;
  readonly size: number;
  readonly go: () => void;
}

export class Semaphore {
  readonly #limit: number;
  #held = 0;
  readonly #waiting: Waiter[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Waits until so much more may be under way. What alone is too much goes when nothing else is. */
  async take(size = 1, order = 0, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#waiting.length === 0 && this.#fits(size)) {
      this.#held += size;
      return;
    }
    await this.#turn(size, order, signal);
  }

  /** Waits for one of what is counted; the function that gives it back, once. */
  async acquire(signal: AbortSignal): Promise<() => void> {
    await this.take(1, 0, signal);
    let isHeld = true;
    return () => {
      if (isHeld) this.give();
      isHeld = false;
    };
  }

  give(size = 1): void {
    this.#held -= size;
    this.#advance();
  }

  /** Lets go on what now fits. */
  #advance(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.size); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#held += next.size;
      next.go();
    }
  }

  /** Does the work when it may be done. */
  async use<T>(work: () => Promise<T>, order = 0): Promise<T> {
    await this.take(1, order);
    try {
      return await work();
    } finally {
      this.give();
    }
  }

  #turn(size: number, order: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      const waiting = { order, size, go };
      const stop = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal?.reason);
        // What was behind it may be smaller.
        this.#advance();
      };
      const behind = this.#waiting.findIndex((other) => other.order > order);
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, waiting);
      signal?.addEventListener("abort", stop, { once: true });
    });
  }

  #fits(size: number): boolean {
    return this.#held === 0 || this.#held + size <= this.#limit;
  }
}
