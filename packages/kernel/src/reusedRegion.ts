// A region of the kernel's memory for what is laid out anew again and again: one for each kind of thing, so that the checked
// build sees when one runs into another.
import type { Kernel } from "./kernel.ts";

export class ReusedRegion {
  readonly #kernel: Kernel;
  #at = 0;
  #size = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Where there is room for so many bytes, in place of those before. */
  of(size: number): number {
    if (size > this.#size) {
      this.#size = 2 * size;
      this.#at = this.#kernel.allocate(this.#size);
    }
    return this.#at;
  }
}
