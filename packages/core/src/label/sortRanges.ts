// Sorts ranges of addresses: by their first addresses, of those with the same one the largest first, and of the same range by their
// entries.
import { type AddressRanges, compareAddressWords } from "./addressRanges.ts";

const DIGIT_BITS = 16;
const DIGITS = 2 ** DIGIT_BITS;

/** The words of the ranges in order. */
export function sortedRanges(ranges: AddressRanges): Uint32Array {
  const { words, width, size } = ranges;
  if (isSorted(ranges)) return words;
  const order = orderByFirst(words, width, size);
  orderSameFirst(order, words, width, size);
  const sorted = new Uint32Array(words.length);
  for (let i = 0, to = 0; i < order.length; i++) {
    const from = (order[i] ?? 0) * size;
    for (let word = 0; word < size; word++) sorted[to++] = words[from + word] ?? 0;
  }
  return sorted;
}

function isSorted({ words, width, size }: AddressRanges): boolean {
  for (let at = size; at < words.length; at += size) {
    if (compareRanges(words, at - size, at, width) > 0) return false;
  }
  return true;
}

function compareRanges(words: Uint32Array, one: number, other: number, width: number): number {
  return compareAddressWords(words, one, other, width) || compareSameFirst(words, one, other, width);
}

function compareSameFirst(words: Uint32Array, one: number, other: number, width: number): number {
  const entry = 2 * width;
  return (
    compareAddressWords(words, other + width, one + width, width) ||
    (words[one + entry] ?? 0) - (words[other + entry] ?? 0)
  );
}

/**
 * The places of the ranges in the order of their first addresses. A radix sort, half a word at a time, the lowest first; one that is
 * the same in all of them costs no sweep.
 */
function orderByFirst(words: Uint32Array, width: number, size: number): Uint32Array {
  const count = words.length / size;
  let order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  let next = new Uint32Array(count);
  const places = new Uint32Array(DIGITS);
  for (let digit = 2 * width - 1; digit >= 0; digit--) {
    const word = digit >> 1;
    const shift = digit % 2 === 0 ? DIGIT_BITS : 0;
    if (!countDigits(places, words, { word, shift, size })) continue;
    for (let i = 0; i < count; i++) {
      const range = order[i] ?? 0;
      const value = ((words[range * size + word] ?? 0) >>> shift) & (DIGITS - 1);
      const place = places[value] ?? 0;
      places[value] = place + 1;
      next[place] = range;
    }
    [order, next] = [next, order];
  }
  return order;
}

interface Digit {
  readonly word: number;
  readonly shift: number;
  readonly size: number;
}

/** Where the first range with each value of a digit goes; false where all have the same one. */
function countDigits(places: Uint32Array, words: Uint32Array, { word, shift, size }: Digit): boolean {
  places.fill(0);
  for (let at = word; at < words.length; at += size) {
    const value = ((words[at] ?? 0) >>> shift) & (DIGITS - 1);
    places[value] = (places[value] ?? 0) + 1;
  }
  let sum = 0;
  for (let value = 0; value < DIGITS; value++) {
    const here = places[value] ?? 0;
    if (here * size === words.length) return false;
    places[value] = sum;
    sum += here;
  }
  return true;
}

function orderSameFirst(order: Uint32Array, words: Uint32Array, width: number, size: number): void {
  const isSame = (one: number, other: number): boolean =>
    compareAddressWords(words, (order[one] ?? 0) * size, (order[other] ?? 0) * size, width) === 0;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && isSame(from, to)) to++;
    if (to - from > 1)
      order.subarray(from, to).sort((one, other) => compareSameFirst(words, one * size, other * size, width));
    from = to;
  }
}
