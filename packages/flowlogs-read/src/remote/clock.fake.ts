// Time for tests: it stands still until all that runs waits for it, and then goes on to the first moment that is waited for.
import type { Clock } from "./clock.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export class VirtualClock implements Clock {
  #now = 0;
  #sleepers: Sleeper[] = [];
  #isScheduled = false;

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const stop = (): void => reject(signal?.reason);
      signal?.addEventListener("abort", stop, { once: true });
      const wake = (): void => {
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      this.#sleepers.push({ at: this.#now + milliseconds, wake });
      this.#sleepers.sort((a, b) => a.at - b.at);
      this.#schedule();
    });
  }

  /** All that can run without waiting runs before the next sleeper wakes. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const next = this.#sleepers.shift();
      if (next === undefined) return;
      this.#now = next.at;
      next.wake();
      if (this.#sleepers.length > 0) this.#schedule();
    });
  }
}
