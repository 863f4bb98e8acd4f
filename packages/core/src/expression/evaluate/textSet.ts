// Sets of texts in the kernel's memory, in the layout of packages/kernel/assembly/columns/textSet.ts.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { TEXT_SLOT } from "@flowlogs/kernel/opcodes";

/** The set of the lines at [start, end), which must stay where they are; its position. */
export function placeTextSet(kernel: Kernel, start: number, end: number): number {
  const lines = (kernel.countBytes(start, end, 10) >>> 0) + 1;
  // At least twice as many places as texts, so that most are found at once.
  const bits = 33 - Math.clz32(lines);
  const slots = kernel.allocateZeros(2 ** bits * TEXT_SLOT);
  const set = kernel.allocate(8);
  kernel.openTexts(set, slots, bits);
  kernel.addTexts(set, start, end);
  return set;
}
