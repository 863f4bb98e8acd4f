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

/** Ranges of one family in the kernel's memory. */
export interface PlacedRanges {
  readonly count: number;
  /** Of IPv4 the first addresses, and the last ones with the entries; of IPv6 all of them. */
  readonly places: readonly number[];
}

/** Room for ranges in the kernel's memory. */
export function roomForRanges(kernel: Kernel, family: 4 | 6, count: number): PlacedRanges {
  const sizes = family === 4 ? [1, 2] : [KERNEL_SIZE6];
  return { count, places: sizes.map((words) => kernel.allocate(words * count * 4)) };
}

/** Puts ranges into the kernel's memory that are sorted and do not overlap, from words as AddressRanges has them. */
export function placeRanges(kernel: Kernel, family: 4 | 6, words: Uint32Array): PlacedRanges {
  const placed = roomForRanges(kernel, family, words.length / sizeOfRange(family));
  const [first = 0, second = 0] = placed.places.map((at) => at / 4);
  const memory = kernel.words();
  for (let i = 0; i < placed.count; i++) {
    if (family === 4) {
      memory[first + i] = words[i * SIZE4] ?? 0;
      memory[second + i * 2] = words[i * SIZE4 + 1] ?? 0;
      memory[second + i * 2 + 1] = words[i * SIZE4 + 2] ?? 0;
    } else {
      for (let place = 0; place < SIZE6; place++) {
        memory[first + i * KERNEL_SIZE6 + place] = words[i * SIZE6 + (ORDER6[place] ?? 0)] ?? 0;
      }
    }
  }
  return placed;
}

/** Makes a table of ranges in the kernel's memory. Returns its position. */
export function placeAddressTable(kernel: Kernel, four: PlacedRanges, six: PlacedRanges): number {
  const index = kernel.allocate(BUCKETS * 4);
  const table = placeWords(kernel, Uint32Array.of(four.count, ...four.places, index, six.count, ...six.places));
  kernel.indexLabels(table);
  return table;
}
