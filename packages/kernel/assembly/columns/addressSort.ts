// Ranges of addresses sorted by radix, and those that overlap or touch joined, as a set (addressSet.ts) wants them.

/** How many ranges the last sort left. */
export let joined: u32 = 0;

/** For each byte of a key of IPv6 how often it has each value, then where the next entry with it goes. */
const counts: usize = memory.data(16 * 256 * 4, 16);

/** Sorts and joins ranges of IPv4; where they are now: there, or in the spare room, which is as large. */
export function sortFour(ranges: usize, count: u32, spare: usize): usize {
  let from = ranges;
  let to = spare;
  if (isSortedFour(from, count)) {
    joined = joinFour(from, count);
    return from;
  }
  countBytes(from, count, 3, 4);
  for (let byte: usize = 0; byte < 4; byte++) {
    const places = counts + (byte << 10);
    if (!placesOf(places, count)) continue;
    for (let i: u32 = 0; i < count; i++) {
      const entry = from + ((<usize>i) << 3);
      store<u64>(to + ((<usize>next(places, load<u8>(entry + byte))) << 3), load<u64>(entry));
    }
    const sorted = to;
    to = from;
    from = sorted;
  }
  joined = joinFour(from, count);
  return from;
}

function isSortedFour(at: usize, count: u32): bool {
  for (let i: u32 = 1; i < count; i++) {
    if (load<u32>(at + ((<usize>(i - 1)) << 3)) > load<u32>(at + ((<usize>i) << 3))) return false;
  }
  return true;
}

function joinFour(at: usize, count: u32): u32 {
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

/** The same for the IPv6 ranges. */
export function sortSix(ranges: usize, count: u32, spare: usize): usize {
  let from = ranges;
  let to = spare;
  if (!isSortedSix(from, count)) {
    countBytes(from, count, 5, 16);
    for (let byte: usize = 0; byte < 16; byte++) {
      // The lower half stands behind the higher one.
      const at = byte ^ 8;
      const places = counts + (at << 10);
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
  joined = joinSix(from, count);
  return from;
}

function isSortedSix(at: usize, count: u32): bool {
  for (let i: u32 = 1; i < count; i++) {
    const b = at + ((<usize>i) << 5);
    const a = b - 32;
    if (load<u64>(a) > load<u64>(b) || (load<u64>(a) == load<u64>(b) && load<u64>(a, 8) > load<u64>(b, 8)))
      return false;
  }
  return true;
}

function joinSix(at: usize, count: u32): u32 {
  if (!count) return 0;
  let last = at;
  for (let i: u32 = 1; i < count; i++) {
    const next = at + ((<usize>i) << 5);
    // One behind the highest; there is none behind the very last.
    const behindLow = load<u64>(last, 24) + 1;
    const behindHigh = load<u64>(last, 16) + (behindLow ? 0 : 1);
    const isOpen = behindLow || behindHigh;
    const nextHigh = load<u64>(next);
    const nextLow = load<u64>(next, 8);
    if (isOpen && (nextHigh > behindHigh || (nextHigh == behindHigh && nextLow > behindLow))) {
      last += 32;
      v128.store(last, v128.load(next));
      v128.store(last, v128.load(next, 16), 16);
      continue;
    }
    const endHigh = load<u64>(next, 16);
    const endLow = load<u64>(next, 24);
    const isLonger = endHigh > load<u64>(last, 16) || (endHigh == load<u64>(last, 16) && endLow > load<u64>(last, 24));
    if (isLonger) v128.store(last, v128.load(next, 16), 16);
  }
  return <u32>((last - at) >> 5) + 1;
}

/** Counts the first `width` bytes of each entry. */
function countBytes(from: usize, count: u32, sizeBits: usize, width: usize): void {
  memory.fill(counts, 0, width << 10);
  for (let i: u32 = 0; i < count; i++) {
    const entry = from + ((<usize>i) << sizeBits);
    for (let byte: usize = 0; byte < width; byte++) {
      const at = counts + (byte << 10) + ((<usize>load<u8>(entry + byte)) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
  }
}

/** Makes places of the counts of a byte; false when it is the same in all entries. */
function placesOf(places: usize, count: u32): bool {
  let sum: u32 = 0;
  for (let at = places; at < places + 1024; at += 4) {
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
