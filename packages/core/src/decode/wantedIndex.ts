// Room for the kernel's index of wanted names (kernel/wantedIndex.ts).
import type { Kernel } from "../kernel/kernel.ts";

/** So many names are as quickly looked through. */
const FEW = 32;
const SLOT = 16;
const DOT = 0x2e;

export class WantedIndex {
  readonly #kernel: Kernel;
  /** Where the index goes. */
  at = 0;
  #slots = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** How many slots an index of these names and spellings has, for which there is room now; 0 for no index. */
  slotsFor(texts: readonly Uint8Array[]): number {
    if (texts.length <= FEW) return 0;
    // Each dot has a path before it that leads down.
    const entries = texts.reduce((sum, text) => sum + 1 + dotsIn(text), 0);
    const slots = 2 ** Math.ceil(Math.log2(2 * entries));
    if (slots > this.#slots) {
      this.#slots = slots;
      this.at = this.#kernel.allocate(slots * SLOT);
    }
    return slots;
  }
}

function dotsIn(text: Uint8Array): number {
  let dots = 0;
  for (let at = text.indexOf(DOT); at >= 0; at = text.indexOf(DOT, at + 1)) dots++;
  return dots;
}
