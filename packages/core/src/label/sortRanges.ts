// Sorts ranges of addresses: by their first addresses, of those with the same one the largest first, and of the same range by their
// entries.
import { type AddressRanges, compareAddressWords } from "./addressRanges.ts";

/** A word is sorted by three digits: the 2048 counters of a digit fit into the processor's cache. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;
const DIGITS_A_WORD = 3;

/** The words of the ranges in order. */
export function sortedRanges(ranges: AddressRanges): Uint32Array {
  const { words, width, size } = ranges;
  if (isSorted(ranges)) return words;
  const sorted = sortedByFirst(words, width, size);
  sortSameFirst(sorted, width, size);
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
 * The ranges in the order of their first addresses. A radix sort, the lowest digit first: each moves every range to its place, and
 * one that is the same in all of them costs no sweep.
 */
function sortedByFirst(words: Uint32Array, width: number, size: number): Uint32Array {
  let from: Uint32Array = words;
  let to: Uint32Array = new Uint32Array(words.length);
  const places = new Uint32Array(DIGITS);
  for (let digit = 0; digit < DIGITS_A_WORD * width; digit++) {
    const word = width - 1 - Math.floor(digit / DIGITS_A_WORD);
    const shift = (digit % DIGITS_A_WORD) * DIGIT_BITS;
    if (!countDigits(places, from, { word, shift, size })) continue;
    for (let at = 0; at < from.length; at += size) {
      const value = ((from[at + word] ?? 0) >>> shift) & (DIGITS - 1);
      const place = places[value] ?? 0;
      places[value] = place + size;
      for (let i = 0; i < size; i++) to[place + i] = from[at + i] ?? 0;
    }
    // What was given stays as it is.
    [from, to] = [to, from === words ? new Uint32Array(words.length) : from];
  }
  return from === words ? words.slice() : from;
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
    places[value] = (places[value] ?? 0) + size;
  }
  let sum = 0;
  for (let value = 0; value < DIGITS; value++) {
    const here = places[value] ?? 0;
    if (here === words.length) return false;
    places[value] = sum;
    sum += here;
  }
  return true;
}

function sortSameFirst(words: Uint32Array, width: number, size: number): void {
  for (let from = 0; from < words.length;) {
    let to = from + size;
    while (to < words.length && compareAddressWords(words, from, to, width) === 0) to += size;
    if (to - from > size) sortRun(words.subarray(from, to), width, size);
    from = to;
  }
}

function sortRun(run: Uint32Array, width: number, size: number): void {
  const before = run.slice();
  const places = Array.from({ length: run.length / size }, (_, i) => i * size);
  places.sort((one, other) => compareSameFirst(before, one, other, width));
  for (const [i, place] of places.entries()) run.set(before.subarray(place, place + size), i * size);
}
