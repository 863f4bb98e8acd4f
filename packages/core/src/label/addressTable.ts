// The table of address ranges that the kernel searches (packages/kernel/assembly/columns/labels.ts): sorted, and without overlaps.
import type { Kernel } from "@flowlogs/kernel/kernel";

/** Of a range of IPv4: its first address, its last one, its entry. */
export const WORDS4 = 3;
/** Of IPv6: the same, with addresses of four words, the highest first. */
export const WORDS6 = 9;

/** The words of a range by its place. */
interface RangeWords {
  readonly four: (range: number, word: number) => number;
  readonly six: (range: number, word: number) => number;
}

const BUCKETS = 2 ** 16 + 1;
const KERNEL_WORDS6 = 10;
/** Where the kernel has the words of a range of IPv6: the upper half of an address before the lower one, each with its lower word first. */
const ORDER6 = [1, 0, 3, 2, 5, 4, 7, 6, 8];

/** Puts a table into the kernel's memory. Returns its position. */
export function placeAddressTable(
  kernel: Kernel,
  [count4, count6]: readonly [four: number, six: number],
  { four, six }: RangeWords,
): number {
  const firsts = kernel.allocate(count4 * 4);
  const rest = kernel.allocate(count4 * 8);
  const index = kernel.allocate(BUCKETS * 4);
  const ranges = kernel.allocate(count6 * KERNEL_WORDS6 * 4);
  const table = kernel.allocate(24);
  const words = kernel.words();
  words.set([count4, firsts, rest, index, count6, ranges], table / 4);
  for (let i = 0; i < count4; i++) {
    words[firsts / 4 + i] = four(i, 0);
    words[rest / 4 + i * 2] = four(i, 1);
    words[rest / 4 + i * 2 + 1] = four(i, 2);
  }
  for (let i = 0; i < count6; i++) {
    const at = ranges / 4 + i * KERNEL_WORDS6;
    for (const [place, word] of ORDER6.entries()) words[at + place] = six(i, word);
    words[at + ORDER6.length] = 0;
  }
  kernel.indexLabels(table);
  return table;
}
