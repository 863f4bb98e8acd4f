// Which events were had, so that those of an overlap are not given out twice. Ids are kept by the minute of their time, and
// forgotten with it.

const MINUTE = 60_000;
/** Ids that are kept, about 100 bytes each. */
const MOST = 500_000;

/** Ids by the minute, counted from 1970, of their time. */
export type ByMinute = readonly (readonly [minute: number, ids: readonly string[]])[];

export class Seen {
  readonly #most: number;
  readonly #ids = new Set<string>();
  readonly #minutes = new Map<number, string[]>();

  constructor(known: ByMinute = [], most = MOST) {
    this.#most = most;
    for (const [minute, ids] of known) for (const id of ids) this.#put(id, minute);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string, time: number): void {
    if (!this.#ids.has(id)) this.#put(id, Math.floor(time / MINUTE));
  }

  /** Forgets what is older, and more if it is too much; from the time that it gives on, all are known. */
  forget(before: number): number {
    let known = before;
    for (const [minute, ids] of [...this.#minutes].toSorted(([a], [b]) => a - b)) {
      const end = (minute + 1) * MINUTE;
      if (end > before && this.#ids.size <= this.#most) break;
      this.#minutes.delete(minute);
      for (const id of ids) this.#ids.delete(id);
      known = Math.max(known, end);
    }
    return known;
  }

  byMinute(): ByMinute {
    return [...this.#minutes];
  }

  #put(id: string, minute: number): void {
    this.#ids.add(id);
    const ids = this.#minutes.get(minute);
    if (ids === undefined) this.#minutes.set(minute, [id]);
    else ids.push(id);
  }
}
