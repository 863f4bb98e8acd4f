// ReusedRegion for the kernel's index of wanted names (assembly/scan/wantedIndex.ts).
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import { WANTED_SLOT_BITS } from "@flowlogs/kernel/opcodes";

/** So many names without dots are as quickly looked through. */
const FEW = 32;
const DOT = 0x2e;

export class WantedIndex {
  readonly #room: ReusedRegion;
  /** Where the index goes. */
  at = 0;

  constructor(kernel: Kernel) {
    this.#room = new ReusedRegion(kernel);
  }

  /** How many slots an index of these names and spellings has, for which there is room now; 0 for no index. */
  slotsFor(texts: readonly Uint8Array[]): number {
    const dots = texts.reduce((sum, text) => sum + dotsIn(text), 0);
    if (texts.length <= FEW && dots === 0) return 0;
    // Each dot has a path before it that leads down.
    const entries = texts.length + dots;
    const slots = 2 ** Math.ceil(Math.log2(2 * entries));
    this.at = this.#room.of(slots * 2 ** WANTED_SLOT_BITS);
    return slots;
  }
}

function dotsIn(text: Uint8Array): number {
  let dots = 0;
  for (let at = text.indexOf(DOT); at >= 0; at = text.indexOf(DOT, at + 1)) dots++;
  return dots;
}
