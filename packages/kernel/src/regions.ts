// Which parts of a memory are taken, and by whom. What has an owner can be taken back all at once, and is then given out
// again; what has none is never taken back. Where the memory comes from is left to the caller.

interface Region {
  readonly at: number;
  readonly size: number;
}

/** In place of an owner: nobody, for good. */
export const NOBODY = 0;

export class Regions {
  readonly #grow: (end: number) => void;
  #top = 0;
  /** In order, no two side by side. */
  #free: Region[] = [];
  #freeBytes = 0;
  readonly #owned = new Map<number, Region[]>();

  /** `grow` sees to it that the memory reaches to `end`. */
  constructor(grow: (end: number) => void) {
    this.#grow = grow;
  }

  /** Nothing below is given out. */
  begin(at: number): void {
    this.#top = at;
  }

  /** Bytes that are taken. */
  get used(): number {
    return this.#top - this.#freeBytes;
  }

  /** Position of so many bytes for the owner. */
  take(size: number, owner: number): number {
    const at = this.#takeFree(size) ?? this.takeNew(size);
    if (owner !== NOBODY) {
      const regions = this.#owned.get(owner);
      if (regions === undefined) this.#owned.set(owner, [{ at, size }]);
      else regions.push({ at, size });
    }
    return at;
  }

  /** Takes back all that the owner has. */
  release(owner: number): void {
    const regions = this.#owned.get(owner) ?? [];
    this.#owned.delete(owner);
    const joined: Region[] = [];
    for (const region of [...this.#free, ...regions].toSorted((a, b) => a.at - b.at)) {
      const last = joined.at(-1);
      if (last !== undefined && last.at + last.size === region.at) {
        joined[joined.length - 1] = { at: last.at, size: last.size + region.size };
      } else joined.push(region);
    }
    this.#free = joined;
    this.#freeBytes = joined.reduce((sum, { size }) => sum + size, 0);
  }

  #takeFree(size: number): number | undefined {
    const place = this.#free.findIndex((region) => region.size >= size);
    const region = this.#free[place];
    if (region === undefined) return undefined;
    if (region.size === size) this.#free.splice(place, 1);
    else this.#free[place] = { at: region.at + size, size: region.size - size };
    this.#freeBytes -= size;
    return region.at;
  }

  /** The same of bytes that were never given out, so that nothing was written to them, for good. */
  takeNew(size: number): number {
    const at = this.#top;
    this.#grow(at + size);
    this.#top = at + size;
    return at;
  }
}
