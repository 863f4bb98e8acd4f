// When the next call to a service may go out: at most so many a second, fewer after the service said that they are too
// many, and slowly more again. Nothing is known here of what the calls are.
import type { Clock } from "@flowlogs/base/clock";

/** Calls a second below which it does not fall: a service that takes fewer takes none. */
const LEAST = 0.5;
/** What a refusal leaves of the rate, and what part of the limit each success gives back. */
const [LEFT, BACK] = [0.7, 0.02];
/** Refusals within so many milliseconds are one: those calls were all under way. */
const ONE_REFUSAL = 1000;

export class RateLimiter {
  readonly #limit: number;
  readonly #clock: Clock;
  #rate: number;
  #next = 0;
  #refused = Number.NEGATIVE_INFINITY;

  /** `limit`: calls a second. */
  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#rate = limit;
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  /** Calls a second just now. */
  get rate(): number {
    return this.#rate;
  }

  /** Waits until a call may go out, and counts it; how many milliseconds that took. */
  async turn(signal?: AbortSignal): Promise<number> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#next);
    this.#next = at + 1000 / this.#rate;
    const wait = at - now;
    if (wait > 0) await this.#clock.sleep(wait, signal);
    return wait;
  }

  /** The service refused a call as one too many. */
  refused(): void {
    const now = this.#clock.now();
    if (now - this.#refused < ONE_REFUSAL) return;
    this.#refused = now;
    this.#rate = Math.max(Math.min(LEAST, this.#limit), this.#rate * LEFT);
  }

  accepted(): void {
    this.#rate = Math.min(this.#limit, this.#rate + this.#limit * BACK);
  }
}
