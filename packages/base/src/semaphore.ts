// Limits how much is under way at once, such as calls or buffered bytes. Whoever asks for more waits; those with a lower
// `order` (what comes first in the output) go first, and among equals whoever asked first.

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

  /** Waits until `size` more fits under the limit. A size above the limit goes alone, when nothing else is under way. */
  async take(size = 1, order = 0, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#waiting.length === 0 && this.#fits(size)) {
      this.#held += size;
      return;
    }
    await this.#turn(size, order, signal);
  }

  /** Waits for one unit and returns the function that gives it back; calling that again does nothing. */
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

  /** Wakes those who wait as long as they fit. */
  #advance(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.size); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#held += next.size;
      next.go();
    }
  }

  /** Does the work while holding one unit. */
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
        // The next in the queue may be smaller, and fit.
        this.#advance();
      };
      const index = this.#waiting.findIndex((other) => other.order > order);
      this.#waiting.splice(index < 0 ? this.#waiting.length : index, 0, waiting);
      signal?.addEventListener("abort", stop, { once: true });
    });
  }

  #fits(size: number): boolean {
    return this.#held === 0 || this.#held + size <= this.#limit;
  }
}
