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
    let at = place;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isLater(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#items.length) return;
      if (child + 1 < this.#items.length && this.#isLater(child + 1, child)) child++;
      if (!this.#isLater(child, at)) return;
      this.#swap(child, at);
      at = child;
    }
  }

  #isLater(a: number, b: number): boolean {
    return this.#compare(this.#items[a] as T, this.#items[b] as T) > 0;
  }

  #swap(a: number, b: number): void {
    const kept = this.#items[a] as T;
    this.#items[a] = this.#items[b] as T;
    this.#items[b] = kept;
  }
}
