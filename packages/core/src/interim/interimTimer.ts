// When interim results are due: at whole multiples of a period, if something new came since the last ones. It has no timer of
// its own: whoever feeds the worker asks after each piece of input, and when none comes.

export class InterimTimer {
  readonly #period: number;
  readonly #start: number;
  #due: number;
  #isNew = false;

  /** `period`: in milliseconds, like all times here. */
  constructor(period: number, now: number) {
    this.#period = period;
    this.#start = now;
    this.#due = now + period;
  }

  /** Something new came. After a silence, what comes with it has until the next multiple of the period. */
  note(now: number): void {
    if (!this.#isNew && now >= this.#due) this.#due = this.#next(now);
    this.#isNew = true;
  }

  /** How long until results are due; undefined when there is nothing new. */
  left(now: number): number | undefined {
    return this.#isNew ? Math.max(0, this.#due - now) : undefined;
  }

  /** The results were written. */
  restart(now: number): void {
    this.#isNew = false;
    this.#due = this.#next(now);
  }

  #next(now: number): number {
    return this.#start + (Math.floor((now - this.#start) / this.#period) + 1) * this.#period;
  }
}
