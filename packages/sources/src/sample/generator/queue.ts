// What is planned, in the order of its time.

export class EventQueue<T> {
  readonly #events: { readonly time: number; readonly event: T }[] = [];

  /** Of equal times the one that was added first comes first. */
  add(time: number, event: T): void {
    let [from, to] = [0, this.#events.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#events[middle]?.time ?? 0) <= time) from = middle + 1;
      else to = middle;
    }
    this.#events.splice(from, 0, { time, event });
  }

  /** Takes out the first one, if its time is not later than this. */
  next(until: number): { readonly time: number; readonly event: T } | undefined {
    return (this.#events[0]?.time ?? Number.POSITIVE_INFINITY) <= until ? this.#events.shift() : undefined;
  }
}
