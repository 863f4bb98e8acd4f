// Time for tests: it stands still until all that runs waits for it, and then goes on to the first moment that is waited for.
import { setImmediate } from "node:timers/promises";
import type { Clock } from "./clock.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Turns of the event loop after which what neither runs nor sleeps is held to hang. */
const PATIENCE = 50;

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
      const sleeper = { at: this.#now + milliseconds, wake };
      const behind = this.#sleepers.findLastIndex(({ at }) => at <= sleeper.at) + 1;
      this.#sleepers.splice(behind, 0, sleeper);
      this.#schedule();
    });
  }

  /** What the work gives; throws when it waits for something that never comes. It must wait for nothing but time. */
  async finish<T>(work: Promise<T>): Promise<T> {
    const ended = work.then(
      () => true,
      () => true,
    );
    for (let idle = 0; idle <= PATIENCE; idle = this.#sleepers.length > 0 ? 0 : idle + 1) {
      if (await Promise.race([ended, setImmediate(false)])) return await work;
    }
    throw new Error("it hangs");
  }

  /** All that can run without waiting runs before the next sleeper wakes. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    void setImmediate().then(() => {
      this.#isScheduled = false;
      const next = this.#sleepers.shift();
      if (next === undefined) return;
      this.#now = next.at;
      next.wake();
      if (this.#sleepers.length > 0) this.#schedule();
    });
  }
}
