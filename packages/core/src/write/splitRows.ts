// Splits the rows of a batch by where they come from and when they ended: a list of rows for each slot of time of each origin.
// A counting sort over typed arrays; no object a row.
import { ROW_LIMIT, type Batch } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

/** Distinguishes slots of different origins in one number: a slot is below it. */
const SLOTS = 2 ** 32;

/** Takes the rows of one slot: `count` numbers of rows, at `list`. */
export type TakeGroup = (origin: number, slot: number, list: number, count: number) => void;

export class RowSplitter {
  readonly #kernel: Kernel;
  /** The lists of all groups of a batch, one after the other. */
  readonly #lists: number;
  readonly #groupOf = new Uint16Array(ROW_LIMIT);
  readonly #counts = new Uint32Array(ROW_LIMIT);
  readonly #places = new Uint32Array(ROW_LIMIT);
  readonly #groups = new Map<number, number>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#lists = kernel.allocate(ROW_LIMIT * 4);
  }

  /** Hands over the selected rows in groups, in the order in which the groups came first. All of them have an origin and a slot. */
  split(batch: Batch, origins: Int32Array, slots: Float64Array, take: TakeGroup): void {
    const keys = this.#group(batch, origins, slots);
    if (keys.length === 1) return take(...partsOf(keys[0] ?? 0), batch.list, batch.selected);
    this.#list(batch, keys.length);
    let from = 0;
    for (const [group, key] of keys.entries()) {
      const count = this.#counts[group] ?? 0;
      take(...partsOf(key), this.#lists + from * 4, count);
      from += count;
    }
  }

  /** Gives each row the number of its group, and counts the rows of each; the keys of the groups. */
  #group({ list, selected }: Batch, origins: Int32Array, slots: Float64Array): readonly number[] {
    const groups = this.#groups;
    const words = this.#kernel.words();
    groups.clear();
    this.#counts.fill(0, 0, selected);
    let [lastKey, group] = [-1, 0];
    for (let place = 0; place < selected; place++) {
      const row = words[list / 4 + place] ?? 0;
      const key = (origins[row] ?? 0) * SLOTS + (slots[row] ?? 0);
      if (key !== lastKey) {
        const known = groups.get(key);
        group = known ?? groups.size;
        if (known === undefined) groups.set(key, group);
        lastKey = key;
      }
      this.#groupOf[place] = group;
      this.#counts[group] = (this.#counts[group] ?? 0) + 1;
    }
    return [...groups.keys()];
  }

  /** Puts the numbers of the rows of each group one after the other. */
  #list({ list, selected }: Batch, groups: number): void {
    const words = this.#kernel.words();
    for (let group = 0, from = this.#lists / 4; group < groups; group++) {
      this.#places[group] = from;
      from += this.#counts[group] ?? 0;
    }
    for (let place = 0; place < selected; place++) {
      const group = this.#groupOf[place] ?? 0;
      const at = this.#places[group] ?? 0;
      words[at] = words[list / 4 + place] ?? 0;
      this.#places[group] = at + 1;
    }
  }
}

function partsOf(key: number): [origin: number, slot: number] {
  return [Math.floor(key / SLOTS), key % SLOTS];
}
