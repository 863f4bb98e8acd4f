// A clock for tests: time does not pass while anything runs; once everything sleeps, it jumps to the first wake-up time.
import { setImmediate } from "node:timers/promises";
import type { Clock } from "./clock.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Turns of the event loop without a sleeper after which `finish` reports that the work hangs. */
const MAX_IDLE_TURNS = 50;

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
      const index = this.#sleepers.findLastIndex(({ at }) => at <= sleeper.at) + 1;
      this.#sleepers.splice(index, 0, sleeper);
      this.#schedule();
    });
  }

  /** The result of the work, which must wait for nothing but time; throws when it waits for something that never comes. */
  async finish<T>(work: Promise<T>): Promise<T> {
    const ended = work.then(
      () => true,
      () => true,
    );
    for (let idle = 0; idle <= MAX_IDLE_TURNS; idle = this.#sleepers.length > 0 ? 0 : idle + 1) {
      if (await Promise.race([ended, setImmediate(false)])) return await work;
    }
    throw new Error("it hangs");
  }

  /** Wakes the next sleeper, after everything that can run without waiting has run. */
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
