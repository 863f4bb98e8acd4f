// Sorts the ranges of addresses of a table of labels.
// A range: its first address, its last one and its entry, as labelKeys.ts writes it: words of 32 bits, of an address of IPv4 one, of
// IPv6 four, the highest first.
export const IPV4: usize = 4;
export const IPV6: usize = 16;

/** A word is sorted by three digits: the counters of one fit into the processor's first cache. */
const DIGIT_BITS: u32 = 11;
const DIGITS: u32 = 1 << DIGIT_BITS;
const DIGITS_A_WORD: u32 = 3;
const places: usize = memory.data(8192, 16);

/** As many ranges with the same first address are put in order one by one. */
const SHORT_RUN: usize = 64;
/** The one of them that is moved. */
const inserted: usize = memory.data(48, 16);

/**
 * Sorts ranges by their first addresses, of those with the same one the largest first, and the same ranges by their entries, in whose
 * order they are given. Returns where they are: in place, or in `spare`, which has the same size.
 */
export function sortLabels4(ranges: usize, count: u32, spare: usize): usize {
  return sorted(ranges, count, spare, IPV4);
}

export function sortLabels6(ranges: usize, count: u32, spare: usize): usize {
  return sorted(ranges, count, spare, IPV6);
}

/** Bytes of a range whose addresses have `width`. */
// @ts-ignore: decorator
@inline
export function sizeOf(width: usize): usize {
  return 2 * width + 4;
}

// @ts-ignore: decorator
@inline
function sorted(ranges: usize, count: u32, spare: usize, width: usize): usize {
  const end = ranges + <usize>count * sizeOf(width);
  if (isSorted(ranges, end, width)) return ranges;
  let at = byDigits(ranges, count, spare, width, 0);
  if (sortRuns(at, at + (end - ranges), width)) return at;
  // Where many begin at the same address, they go by the last ones first. A sweep leaves those in order that have the same digit.
  at = byDigits(at, count, ranges + spare - at, width, width);
  return byDigits(at, count, ranges + spare - at, width, 0);
}

// @ts-ignore: decorator
@inline
function isSorted(from: usize, end: usize, width: usize): bool {
  for (let range = from + sizeOf(width); range < end; range += sizeOf(width)) {
    const before = range - sizeOf(width);
    const order = compared(before, range, width);
    if (order > 0 || (order == 0 && compared(before + width, range + width, width) < 0)) return false;
  }
  return true;
}

/** Negative, 0 or positive: the order of two addresses. */
// @ts-ignore: decorator
@inline
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

/**
 * Sorts by the address at `field`; of the last one (not 0) the highest comes first. A radix sort, the lowest digit first: a sweep moves
 * each range to its place, and there is none for a digit that is the same in all ranges. Returns where they are, as above.
 */
// @ts-ignore: decorator
@inline
function byDigits(ranges: usize, count: u32, spare: usize, width: usize, field: usize): usize {
  const length = <usize>count * sizeOf(width);
  const flip: u32 = field ? u32.MAX_VALUE : 0;
  let from = ranges;
  let to = spare;
  for (let word = field + width; word > field;) {
    word -= 4;
    for (let shift: u32 = 0; shift < DIGITS_A_WORD * DIGIT_BITS; shift += DIGIT_BITS) {
      if (!findPlaces(from + word, length, count, sizeOf(width), shift, flip)) continue;
      for (let range = from; range < from + length; range += sizeOf(width)) {
        const place = places + <usize>(digitAt(range + word, shift, flip) << 2);
        const target = load<u32>(place);
        store<u32>(place, target + 1);
        copyRange(to + <usize>target * sizeOf(width), range, width);
      }
      const moved = to;
      to = from;
      from = moved;
    }
  }
  return from;
}

// @ts-ignore: decorator
@inline
function digitAt(word: usize, shift: u32, flip: u32): u32 {
  return ((load<u32>(word) ^ flip) >> shift) & (DIGITS - 1);
}

/** How many ranges come before those with each digit; false where all have the same one. */
function findPlaces(from: usize, length: usize, count: u32, size: usize, shift: u32, flip: u32): bool {
  memory.fill(places, 0, DIGITS << 2);
  for (let word = from; word < from + length; word += size) {
    const place = places + <usize>(digitAt(word, shift, flip) << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
  let sum: u32 = 0;
  for (let place = places; place < places + (DIGITS << 2); place += 4) {
    const here = load<u32>(place);
    if (here == count) return false;
    store<u32>(place, sum);
    sum += here;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function copyRange(to: usize, from: usize, width: usize): void {
  if (width == IPV4) store<u64>(to, load<u64>(from));
  else {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  }
  store<u32>(to + 2 * width, load<u32>(from + 2 * width));
}

/** Sorts those with the same first address by the last one; false where so many have one that it would take long. */
// @ts-ignore: decorator
@inline
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
// @ts-ignore: decorator
@inline
function insert(run: usize, range: usize, width: usize): void {
  let at = range;
  while (at > run && compared(at - sizeOf(width) + width, range + width, width) < 0) at -= sizeOf(width);
  if (at == range) return;
  copyRange(inserted, range, width);
  for (let to = range; to > at; to -= sizeOf(width)) copyRange(to, to - sizeOf(width), width);
  copyRange(at, inserted, width);
}

/** The place of the first sorted range, after `from`, that is the same as the one before it; or `count`. */
export function sameLabels4(ranges: usize, count: u32, from: u32): u32 {
  return sameRange(ranges, count, from, IPV4);
}

export function sameLabels6(ranges: usize, count: u32, from: u32): u32 {
  return sameRange(ranges, count, from, IPV6);
}

// @ts-ignore: decorator
@inline
function sameRange(ranges: usize, count: u32, from: u32, width: usize): u32 {
  for (let i = from + 1; i < count; i++) {
    const range = ranges + <usize>i * sizeOf(width);
    if (isSame(range - sizeOf(width), range, width)) return i;
  }
  return count;
}

// @ts-ignore: decorator
@inline
export function isSame(one: usize, other: usize, width: usize): bool {
  return compared(one, other, width) == 0 && compared(one + width, other + width, width) == 0;
}
