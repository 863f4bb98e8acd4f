// Allocates regions of a memory. The regions of an owner can be released, all at once, and are then reused; regions without an
// owner are never released. The caller provides the memory.

interface Region {
  readonly at: number;
  readonly size: number;
}

/** In place of an owner: the region is never released. */
export const NOBODY = 0;

export class Regions {
  readonly #grow: (end: number) => void;
  #top = 0;
  /** Free regions in order; neighbours are joined. */
  #free: Region[] = [];
  #freeBytes = 0;
  readonly #owned = new Map<number, Region[]>();

  /** `grow`: makes sure that the memory has at least `end` bytes. */
  constructor(grow: (end: number) => void) {
    this.#grow = grow;
  }

  /** Starts allocating at this position. */
  begin(at: number): void {
    this.#top = at;
  }

  /** Bytes that are allocated. */
  get used(): number {
    return this.#top - this.#freeBytes;
  }

  /** Allocates `size` bytes for the owner. Returns their position. */
  take(size: number, owner: number): number {
    const at = this.#takeFree(size) ?? this.takeNew(size);
    if (owner !== NOBODY) {
      const regions = this.#owned.get(owner);
      if (regions === undefined) this.#owned.set(owner, [{ at, size }]);
      else regions.push({ at, size });
    }
    return at;
  }

  /** Releases all regions of the owner. */
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

  /** Allocates bytes that were never used, so that they are zero; they are never released. */
  takeNew(size: number): number {
    const at = this.#top;
    this.#grow(at + size);
    this.#top = at + size;
    return at;
  }
}
