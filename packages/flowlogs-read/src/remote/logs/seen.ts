// Which events were had, so that those of an overlap are not given out twice. Ids are kept by the minute of their time, and
// forgotten with it.

const MINUTE = 60_000;
/** Ids that are kept, about 100 bytes each. */
const MOST = 500_000;

export class Seen {
  readonly #most: number;
  readonly #minutes = new Map<number, Set<string>>();
  #count = 0;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Whether it is new; it is known from then on. */
  add(id: string, time: number): boolean {
    const minute = Math.floor(time / MINUTE);
    let ids = this.#minutes.get(minute);
    if (ids === undefined) this.#minutes.set(minute, (ids = new Set()));
    if (ids.has(id)) return false;
    ids.add(id);
    this.#count++;
    return true;
  }

  /**
   * Forgets what is older, and more if it is too much: from the given time on all are known, at least. Where that begins.
   */
  forget(before: number): number {
    let known = before;
    for (const [minute, ids] of [...this.#minutes].toSorted(([a], [b]) => a - b)) {
      const end = (minute + 1) * MINUTE;
      if (end > before && this.#count <= this.#most) break;
      this.#minutes.delete(minute);
      this.#count -= ids.size;
      known = Math.max(known, end);
    }
    return known;
  }

  /** All of them, for a state that is saved. */
  ids(): readonly string[] {
    return [...this.#minutes.values()].flatMap((ids) => [...ids]);
  }
}
