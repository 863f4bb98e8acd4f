// Sorts ranges of addresses: by their first addresses, and of those with the same one the largest first. Tables that go to the kernel
// are sorted there, where a million ranges may be.
import { type AddressRanges, compareAddressWords } from "./addressRanges.ts";

/** The words of the ranges in order. */
export function sortedRanges(ranges: AddressRanges): Uint32Array {
  const { count, width, size } = ranges;
  const words = new Uint32Array(count * size);
  ranges.copyTo(words, 0);
  const order = Array.from({ length: count }, (_, i) => i * size);
  order.sort(
    (one, other) =>
      compareAddressWords(words, one, other, width) || compareAddressWords(words, other + width, one + width, width),
  );
  const sorted = new Uint32Array(words.length);
  for (const [i, place] of order.entries()) sorted.set(words.subarray(place, place + size), i * size);
  return sorted;
}
