// Address ranges that are sorted and do not overlap, as databases of networks have them: they go into the kernel's memory as they are.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { placeAddressTable, placeRanges } from "./addressTable.ts";

export class SortedRanges {
  readonly kind = "address";
  readonly #four: Uint32Array;
  readonly #six: Uint32Array;

  /** `four`: of each range the first address, the last one and its entry; `six`: the same, of four words each, the highest first. */
  constructor(four: Uint32Array, six: Uint32Array) {
    this.#four = four;
    this.#six = six;
  }

  /** Puts the table into the kernel's memory. Returns its position. */
  place(kernel: Kernel): number {
    return placeAddressTable(kernel, placeRanges(kernel, 4, this.#four), placeRanges(kernel, 6, this.#six));
  }
}
