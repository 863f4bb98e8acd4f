// Sorts the ranges of addresses of a table of labels.
import { copyEntry, radixSort } from "./radixSort";

// A range: its first address, its last one and its entry, as labelKeys.ts writes it: words of 32 bits, of an address of IPv4 one, of
// IPv6 four, the highest first.
export const IPV4: usize = 4;

/** Up to this many ranges with the same first address are put in order by insertion. */
const SHORT_RUN: usize = 64;
/** The one of them that is moved. */
const inserted: usize = memory.data(48, 16);

/** Bytes of a range whose addresses have `width`. */
// @ts-ignore: decorator
@inline
export function sizeOf(width: usize): usize {
  return 2 * width + 4;
}

/**
 * Sorts ranges whose addresses have `width` bytes by their first addresses, of those with the same one the largest first; the same
 * ranges stay in order. Returns where they are: in place, or in `spare`, which has the same size.
 */
export function sortLabels(ranges: usize, count: u32, spare: usize, width: usize): usize {
  const end = ranges + <usize>count * sizeOf(width);
  if (isSorted(ranges, end, width)) return ranges;
  const size = sizeOf(width);
  let at = radixSort(ranges, count, spare, size, 0, width, 0, 0);
  if (sortRuns(at, at + (end - ranges), width)) return at;
  // Where many begin at the same address, they go by the last ones first, the highest before the others.
  at = radixSort(at, count, ranges + spare - at, size, width, width, 0, u32.MAX_VALUE);
  return radixSort(at, count, ranges + spare - at, size, 0, width, 0, 0);
}

function isSorted(from: usize, end: usize, width: usize): bool {
  for (let range = from + sizeOf(width); range < end; range += sizeOf(width)) {
    const before = range - sizeOf(width);
    const order = compared(before, range, width);
    if (order > 0 || (order == 0 && compared(before + width, range + width, width) < 0)) return false;
  }
  return true;
}

/** Negative, 0 or positive: the order of two addresses. */
export function compared(one: usize, other: usize, width: usize): i32 {
  if (width == IPV4) return ordered(load<u32>(one), load<u32>(other));
  for (let i: usize = 0; i < width; i += 4) {
    if (load<u32>(one + i) != load<u32>(other + i)) return ordered(load<u32>(one + i), load<u32>(other + i));
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function ordered(one: u32, other: u32): i32 {
  return <i32>(one > other) - <i32>(one < other);
}

/** Sorts ranges with the same first address by their last one. Returns false, unfinished, where more than SHORT_RUN share an address. */
function sortRuns(from: usize, end: usize, width: usize): bool {
  let run = from;
  for (let range = from; range < end; range += sizeOf(width)) {
    if (compared(run, range, width) != 0) run = range;
    else if (range - run > SHORT_RUN * sizeOf(width)) return false;
    else insert(run, range, width);
  }
  return true;
}

/** Moves a range to its place among those from `run` on. */
function insert(run: usize, range: usize, width: usize): void {
  let at = range;
  while (at > run && compared(at - sizeOf(width) + width, range + width, width) < 0) at -= sizeOf(width);
  if (at == range) return;
  copyEntry(inserted, range, sizeOf(width));
  for (let to = range; to > at; to -= sizeOf(width)) copyEntry(to, to - sizeOf(width), sizeOf(width));
  copyEntry(at, inserted, sizeOf(width));
}

/** The place of the first sorted range, after `from`, that is the same as the one before it; or `count`. */
export function sameLabels(ranges: usize, count: u32, from: u32, width: usize): u32 {
  for (let i = from + 1; i < count; i++) {
    const range = ranges + <usize>i * sizeOf(width);
    if (isSame(range - sizeOf(width), range, width)) return i;
  }
  return count;
}

export function isSame(one: usize, other: usize, width: usize): bool {
  return compared(one, other, width) == 0 && compared(one + width, other + width, width) == 0;
}
