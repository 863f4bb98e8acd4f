// The table of address ranges that the kernel searches (packages/kernel/assembly/columns/labels.ts): sorted, and without overlaps.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { sizeOfRange } from "./addressRanges.ts";
import { placeWords } from "./numberedTexts.ts";

const SIZE4 = sizeOfRange(4);
const SIZE6 = sizeOfRange(6);

const BUCKETS = 2 ** 16 + 1;
const KERNEL_SIZE6 = 10;
/** Where the kernel has the words of a range of IPv6: the upper half of an address before the lower one, each with its lower word first. */
const ORDER6 = [1, 0, 3, 2, 5, 4, 7, 6, 8];

/** Puts a table into the kernel's memory, from ranges as AddressRanges has them. Returns its position. */
export function placeAddressTable(kernel: Kernel, four: Uint32Array, six: Uint32Array): number {
  const [count4, count6] = [four.length / SIZE4, six.length / SIZE6];
  const firsts = new Uint32Array(count4);
  const rest = new Uint32Array(count4 * 2);
  for (let i = 0, from = 0; i < count4; i++, from += SIZE4) {
    firsts[i] = four[from] ?? 0;
    rest[i * 2] = four[from + 1] ?? 0;
    rest[i * 2 + 1] = four[from + 2] ?? 0;
  }
  const ranges = new Uint32Array(count6 * KERNEL_SIZE6);
  for (let i = 0; i < count6; i++) {
    for (let place = 0; place < SIZE6; place++) {
      ranges[i * KERNEL_SIZE6 + place] = six[i * SIZE6 + (ORDER6[place] ?? 0)] ?? 0;
    }
  }
  const places = [placeWords(kernel, firsts), placeWords(kernel, rest)];
  const index = kernel.allocate(BUCKETS * 4);
  const table = placeWords(kernel, Uint32Array.of(count4, ...places, index, count6, placeWords(kernel, ranges)));
  kernel.indexLabels(table);
  return table;
}
