// Sorts ranges of addresses and joins those that overlap or touch, as a set (addressSet.ts) needs them.
import { FIRST_LOW, LAST_HIGH, LAST_LOW } from "./addressSet";

/** Number of ranges after the last sort. */
export let joinedRanges: u32 = 0;

/** Bits of the size of a table of counts: 256 x u32. */
const TABLE_BITS: usize = 10;
/** A table per byte of an IPv6 address: how many entries have each value, then where the next entry with that value goes. */
const counts: usize = memory.data(16 * 256 * 4, 16);

/**
 * Sorts and joins ranges of IPv4. Returns where they are: in place or in `spare`, which has the same size.
 *
 * A radix sort, the lowest byte first: one sweep counts the values of all bytes, then each byte costs one sweep that moves every
 * range to its place. No comparison depends on the data, so no branch is mispredicted. A byte that is the same in all ranges,
 * and a list that is sorted already, cost no sweep.
 */
export function sortIpv4(ranges: usize, count: u32, spare: usize): usize {
  let from = ranges;
  let to = spare;
  if (isSortedIpv4(from, count)) {
    joinedRanges = joinIpv4(from, count);
    return from;
  }
  countBytes(from, count, 3, 4);
  for (let byte: usize = 0; byte < 4; byte++) {
    const places = counts + (byte << TABLE_BITS);
    if (!placesOf(places, count)) continue;
    for (let i: u32 = 0; i < count; i++) {
      const entry = from + ((<usize>i) << 3);
      store<u64>(to + ((<usize>next(places, load<u8>(entry + byte))) << 3), load<u64>(entry));
    }
    const sorted = to;
    to = from;
    from = sorted;
  }
  joinedRanges = joinIpv4(from, count);
  return from;
}

function isSortedIpv4(at: usize, count: u32): bool {
  for (let i: u32 = 1; i < count; i++) {
    if (load<u32>(at + ((<usize>(i - 1)) << 3)) > load<u32>(at + ((<usize>i) << 3))) return false;
  }
  return true;
}

function joinIpv4(at: usize, count: u32): u32 {
  if (!count) return 0;
  let last = at;
  for (let i: u32 = 1; i < count; i++) {
    const next = load<u64>(at + ((<usize>i) << 3));
    const highest = load<u32>(last, 4);
    if (<u32>next > highest && <u32>next - highest > 1) {
      last += 8;
      store<u64>(last, next);
    } else if (<u32>(next >> 32) > highest) store<u32>(last, <u32>(next >> 32), 4);
  }
  return <u32>((last - at) >> 3) + 1;
}

/** The same for ranges of IPv6. */
export function sortIpv6(ranges: usize, count: u32, spare: usize): usize {
  let from = ranges;
  let to = spare;
  if (!isSortedIpv6(from, count)) {
    countBytes(from, count, 5, 16);
    for (let byte: usize = 0; byte < 16; byte++) {
      // The lower half comes after the upper one in memory, each with its lowest byte first.
      const at = byte ^ 8;
      const places = counts + (at << TABLE_BITS);
      if (!placesOf(places, count)) continue;
      for (let i: u32 = 0; i < count; i++) {
        const entry = from + ((<usize>i) << 5);
        const target = to + ((<usize>next(places, load<u8>(entry + at))) << 5);
        v128.store(target, v128.load(entry));
        v128.store(target, v128.load(entry, 16), 16);
      }
      const sorted = to;
      to = from;
      from = sorted;
    }
  }
  joinedRanges = joinIpv6(from, count);
  return from;
}

function isSortedIpv6(at: usize, count: u32): bool {
  for (let i: u32 = 1; i < count; i++) {
    const b = at + ((<usize>i) << 5);
    const a = b - 32;
    if (
      load<u64>(a) > load<u64>(b) ||
      (load<u64>(a) == load<u64>(b) && load<u64>(a, FIRST_LOW) > load<u64>(b, FIRST_LOW))
    )
      return false;
  }
  return true;
}

function joinIpv6(at: usize, count: u32): u32 {
  if (!count) return 0;
  let last = at;
  for (let i: u32 = 1; i < count; i++) {
    const next = at + ((<usize>i) << 5);
    // The address after the range; 0 after the very last address.
    const afterLow = load<u64>(last, LAST_LOW) + 1;
    const afterHigh = load<u64>(last, LAST_HIGH) + (afterLow ? 0 : 1);
    const isOpen = afterLow || afterHigh;
    const nextHigh = load<u64>(next);
    const nextLow = load<u64>(next, FIRST_LOW);
    if (isOpen && (nextHigh > afterHigh || (nextHigh == afterHigh && nextLow > afterLow))) {
      last += 32;
      v128.store(last, v128.load(next));
      v128.store(last, v128.load(next, 16), 16);
      continue;
    }
    const endHigh = load<u64>(next, LAST_HIGH);
    const endLow = load<u64>(next, LAST_LOW);
    const isLonger =
      endHigh > load<u64>(last, LAST_HIGH) ||
      (endHigh == load<u64>(last, LAST_HIGH) && endLow > load<u64>(last, LAST_LOW));
    if (isLonger) v128.store(last, v128.load(next, LAST_HIGH), LAST_HIGH);
  }
  return <u32>((last - at) >> 5) + 1;
}

/** Counts the values of the first `width` bytes of each entry; an entry has 2^sizeBits bytes. */
function countBytes(from: usize, count: u32, sizeBits: usize, width: usize): void {
  memory.fill(counts, 0, width << TABLE_BITS);
  for (let i: u32 = 0; i < count; i++) {
    const entry = from + ((<usize>i) << sizeBits);
    for (let byte: usize = 0; byte < width; byte++) {
      const at = counts + (byte << TABLE_BITS) + ((<usize>load<u8>(entry + byte)) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
  }
}

/** Turns the counts of a byte into places; false when the byte is the same in all entries. */
function placesOf(places: usize, count: u32): bool {
  let sum: u32 = 0;
  for (let at = places; at < places + (1 << TABLE_BITS); at += 4) {
    const here = load<u32>(at);
    if (here == count) return false;
    store<u32>(at, sum);
    sum += here;
  }
  return true;
}

/** The next place for an entry with this byte. */
// @ts-ignore: decorator
@inline
function next(places: usize, byte: u32): u32 {
  const at = places + ((<usize>byte) << 2);
  const place = load<u32>(at);
  store<u32>(at, place + 1);
  return place;
}
