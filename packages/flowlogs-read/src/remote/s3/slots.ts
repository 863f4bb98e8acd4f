// How much may be under way at once: calls, or bytes that wait to be used. Who comes when it is too much waits; the one
// whose turn in the output is first goes first.

interface Waiting {
  readonly order: number;
  readonly size: number;
  readonly go: () => void;
}

export class Slots {
  readonly #most: number;
  #held = 0;
  readonly #waiting: Waiting[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Waits until so much more may be under way. What alone is too much goes when nothing else is. */
  async take(size = 1, order = 0): Promise<void> {
    if (this.#waiting.length === 0 && this.#fits(size)) {
      this.#held += size;
      return;
    }
    await new Promise<void>((go) => {
      const behind = this.#waiting.findIndex((other) => other.order > order);
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, { order, size, go });
    });
  }

  give(size = 1): void {
    this.#held -= size;
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

  #fits(size: number): boolean {
    return this.#held === 0 || this.#held + size <= this.#most;
  }
}
