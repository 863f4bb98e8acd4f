// Limits the calls to a service: at most a given number a second, fewer after the service refused one as too many, and
// then slowly more again.
import type { Clock } from "@flowlogs/base/clock";

/** The lowest rate in calls a second: a service that takes fewer takes none. */
const MIN_RATE = 0.5;
/** The factor by which a refusal lowers the rate, and the part of the limit that each success adds again. */
const [DECREASE, INCREASE] = [0.7, 0.02];
/** Milliseconds within which several refusals count as one: those calls were all under way. */
const REFUSAL_WINDOW = 1000;

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

  /** The current rate in calls a second. */
  get rate(): number {
    return this.#rate;
  }

  /** Waits until a call may be sent, and counts it; returns the milliseconds that it waited. */
  async acquire(signal?: AbortSignal): Promise<number> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#next);
    this.#next = at + 1000 / this.#rate;
    const wait = at - now;
    if (wait > 0) await this.#clock.sleep(wait, signal);
    return wait;
  }

  /** The service refused a call because there were too many. */
  onRefused(): void {
    const now = this.#clock.now();
    if (now - this.#refused < REFUSAL_WINDOW) return;
    this.#refused = now;
    this.#rate = Math.max(Math.min(MIN_RATE, this.#limit), this.#rate * DECREASE);
  }

  onAccepted(): void {
    this.#rate = Math.min(this.#limit, this.#rate + this.#limit * INCREASE);
  }
}
