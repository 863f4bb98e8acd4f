// A region of the kernel's memory that is refilled again and again. Each use has its own, so that the checked build notices when one
// runs into another.
import type { Kernel } from "./kernel.ts";

export class ReusedRegion {
  readonly #kernel: Kernel;
  #at = 0;
  #size = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Position of room for `size` bytes, which replace the bytes before. */
  of(size: number): number {
    if (size > this.#size) {
      this.#size = 2 * size;
      this.#at = this.#kernel.allocate(this.#size);
    }
    return this.#at;
  }
}
