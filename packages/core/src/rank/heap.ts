// The N first items of a stream by some order, in memory for N.

export class BoundedHeap<T> {
  readonly #limit: number;
  readonly #compare: (a: T, b: T) => number;
  /** A heap whose root is the last of the items kept. */
  readonly #items: T[] = [];

  /** `compare` is negative when a comes first; it must never be 0 for two items, so that the result is one. */
  constructor(limit: number, compare: (a: T, b: T) => number) {
    this.#limit = limit;
    this.#compare = compare;
  }

  get full(): boolean {
    return this.#items.length >= this.#limit;
  }

  /** The last of the items kept. */
  get last(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    const items = this.#items;
    const [root] = items;
    if (!this.full) {
      items.push(item);
      this.#rise(items.length - 1);
    } else if (root !== undefined && this.#compare(item, root) < 0) {
      items[0] = item;
      this.#sink();
    }
  }

  /** The items kept, in order. */
  sorted(): T[] {
    return this.#items.toSorted(this.#compare);
  }

  #rise(place: number): void {
    for (let at = place; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfLater(at, parent)) return;
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const child = this.#isLater(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfLater(child, at)) return;
      at = child;
    }
  }

  /** Whether there is an item at a that belongs behind that at b. */
  #isLater(a: number, b: number): boolean {
    const later = this.#items[a];
    const earlier = this.#items[b];
    return later !== undefined && earlier !== undefined && this.#compare(later, earlier) > 0;
  }

  #swapIfLater(a: number, b: number): boolean {
    const later = this.#items[a];
    const earlier = this.#items[b];
    if (later === undefined || earlier === undefined || !this.#isLater(a, b)) return false;
    this.#items[a] = earlier;
    this.#items[b] = later;
    return true;
  }
}
