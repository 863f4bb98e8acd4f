// Lists of addresses, prefixes and ranges from the text of a file to the ranges of a set (addressSet.ts): read, sorted by radix, overlaps
// joined. A million entries take about as long as a few hundred thousand records.
import { family, high, asMapped, low, parseAddress } from "./address";

/** Room for the entries that are read: IPv4 { u32 low; u32 high }, IPv6 { u64 x 4 }. */
let four: usize = 0;
let six: usize = 0;
export let fourCount: u32 = 0;
export let sixCount: u32 = 0;

export function openAddressList(fourAt: usize, sixAt: usize): void {
  four = fourAt;
  six = sixAt;
  fourCount = 0;
  sixCount = 0;
}

const SHARP: u32 = 35;
const COLON: u32 = 58;
const SLASH: u32 = 47;
const DASH: u32 = 45;

// @ts-ignore: decorator
@inline
function isGap(c: u32): bool {
  return c <= 32 || c == 44 || c == 59;
}

/**
 * Adds the entries of [start, end), with blanks, commas or newlines between; from `#` to the end of the line is a
 * comment. Position of the first entry that is none, or 0.
 */
export function readAddressList(start: usize, end: usize): usize {
  let p = start;
  while (p < end) {
    const c = <u32>load<u8>(p);
    if (isGap(c)) {
      p++;
      continue;
    }
    if (c == SHARP) {
      while (p < end && load<u8>(p) != 10) p++;
      continue;
    }
    const entry = p;
    p = addFour(entry, end);
    if (p) continue;
    p = entry;
    let slash: usize = 0;
    let dash: usize = 0;
    let colon = false;
    for (; p < end; p++) {
      const next = <u32>load<u8>(p);
      if (isGap(next) || next == SHARP) break;
      if (next == SLASH) slash = p;
      else if (next == DASH) dash = p;
      else if (next == COLON) colon = true;
    }
    const isRead = slash ? addPrefix(entry, slash, p, colon) : dash ? addRange(entry, dash, p) : addOne(entry, p);
    if (!isRead) return entry;
  }
  return 0;
}

/** The quick path: an IPv4 address, or a prefix of some. Position behind it, or 0 when it is something else. */
// @ts-ignore: decorator
@inline
function addFour(start: usize, end: usize): usize {
  let p = start;
  let address: u32 = 0;
  for (let i = 0; i < 4; i++) {
    let octet = <u32>load<u8>(p++) - 48;
    if (octet > 9) return 0;
    const second = <u32>load<u8>(p) - 48;
    if (second <= 9) {
      if (!octet) return 0;
      octet = octet * 10 + second;
      const third = <u32>load<u8>(++p) - 48;
      if (third <= 9) {
        octet = octet * 10 + third;
        p++;
      }
      if (octet > 255) return 0;
    }
    address = (address << 8) | octet;
    if (i < 3 && load<u8>(p++) != 46) return 0;
  }
  let bits: u32 = 32;
  if (load<u8>(p) == SLASH) {
    bits = <u32>load<u8>(++p) - 48;
    if (bits > 9) return 0;
    const second = <u32>load<u8>(++p) - 48;
    if (second <= 9) {
      if (!bits) return 0;
      bits = bits * 10 + second;
      p++;
    }
    if (bits > 32) return 0;
  }
  if (p < end && !isGap(load<u8>(p)) && load<u8>(p) != SHARP) return 0;
  if (p > end) return 0;
  const hosts: u32 = bits ? <u32>(((<u64>1) << (32 - bits)) - 1) : u32.MAX_VALUE;
  const at = four + (<usize>fourCount << 3);
  store<u32>(at, address & ~hosts);
  store<u32>(at, address | hosts, 4);
  fourCount++;
  return p;
}

function add(fromHigh: u64, fromLow: u64, toHigh: u64, toLow: u64): bool {
  if (family == 4) {
    const at = four + (<usize>fourCount << 3);
    fourCount++;
    store<u32>(at, <u32>fromLow);
    store<u32>(at, <u32>toLow, 4);
  } else {
    const at = six + (<usize>sixCount << 5);
    sixCount++;
    store<u64>(at, fromHigh);
    store<u64>(at, fromLow, 8);
    store<u64>(at, toHigh, 16);
    store<u64>(at, toLow, 24);
  }
  return true;
}

function addOne(start: usize, end: usize): bool {
  return parseAddress(start, end) && add(high, low, high, low);
}

function addRange(start: usize, dash: usize, end: usize): bool {
  if (!parseAddress(start, dash)) return false;
  const fromFamily = family;
  const fromHigh = high;
  const fromLow = low;
  if (!parseAddress(dash + 1, end) || family != fromFamily) return false;
  if (fromHigh > high || (fromHigh == high && fromLow > low)) return false;
  return add(fromHigh, fromLow, high, low);
}

function addPrefix(start: usize, slash: usize, end: usize, colon: bool): bool {
  let bits: u32 = 0;
  const digits = end - slash - 1;
  if (digits < 1 || digits > 3 || (digits > 1 && load<u8>(slash + 1) == 48)) return false;
  for (let p = slash + 1; p < end; p++) {
    const digit = <u32>load<u8>(p) - 48;
    if (digit > 9) return false;
    bits = bits * 10 + digit;
  }
  if (!parseAddress(start, slash) || bits > (colon ? 128 : 32)) return false;
  if (colon && family == 4) {
    // An IPv4 address mapped into IPv6: only a prefix that covers the mapping is one of IPv4.
    if (bits >= 96) bits -= 96;
    else asMapped();
  }
  if (family == 4) {
    const hosts: u64 = (<u64>1 << (32 - bits)) - 1;
    return add(0, low & ~hosts, 0, low | hosts);
  }
  const highHosts: u64 = bits >= 64 ? 0 : bits == 0 ? u64.MAX_VALUE : (<u64>1 << (64 - bits)) - 1;
  const lowHosts: u64 = bits <= 64 ? u64.MAX_VALUE : bits == 128 ? 0 : (<u64>1 << (128 - bits)) - 1;
  return add(high & ~highHosts, low & ~lowHosts, high | highHosts, low | lowHosts);
}

// ---- sorting

/** For each byte of a key of IPv6 how often it has each value, then where the next entry with it goes. */
const counts: usize = memory.data(16 * 256 * 4, 16);

/** Sorts the entries that were read, joins what overlaps or touches; where the IPv4 ranges are now. */
export function sortFour(spare: usize): usize {
  if (isSortedFour(four)) {
    fourCount = joinFour(four);
    return four;
  }
  countBytes(four, fourCount, 3, 4);
  let from = four;
  let to = spare;
  for (let byte: usize = 0; byte < 4; byte++) {
    const places = counts + (byte << 10);
    if (!placesOf(places, fourCount)) continue;
    for (let i: u32 = 0; i < fourCount; i++) {
      const entry = from + (<usize>i << 3);
      store<u64>(to + (<usize>next(places, load<u8>(entry + byte)) << 3), load<u64>(entry));
    }
    const sorted = to;
    to = from;
    from = sorted;
  }
  fourCount = joinFour(from);
  return from;
}

function isSortedFour(at: usize): bool {
  for (let i: u32 = 1; i < fourCount; i++) {
    if (load<u32>(at + (<usize>(i - 1) << 3)) > load<u32>(at + (<usize>i << 3))) return false;
  }
  return true;
}

function joinFour(at: usize): u32 {
  if (!fourCount) return 0;
  let last = at;
  for (let i: u32 = 1; i < fourCount; i++) {
    const next = load<u64>(at + (<usize>i << 3));
    const highest = load<u32>(last, 4);
    if (<u32>next > highest && <u32>next - highest > 1) {
      last += 8;
      store<u64>(last, next);
    } else if (<u32>(next >> 32) > highest) store<u32>(last, <u32>(next >> 32), 4);
  }
  return <u32>((last - at) >> 3) + 1;
}

/** The same for the IPv6 ranges. */
export function sortSix(spare: usize): usize {
  let from = six;
  let to = spare;
  if (!isSortedSix(from)) {
    countBytes(six, sixCount, 5, 16);
    for (let byte: usize = 0; byte < 16; byte++) {
      // The lower half stands behind the higher one.
      const at = byte ^ 8;
      const places = counts + (at << 10);
      if (!placesOf(places, sixCount)) continue;
      for (let i: u32 = 0; i < sixCount; i++) {
        const entry = from + (<usize>i << 5);
        const target = to + (<usize>next(places, load<u8>(entry + at)) << 5);
        v128.store(target, v128.load(entry));
        v128.store(target, v128.load(entry, 16), 16);
      }
      const sorted = to;
      to = from;
      from = sorted;
    }
  }
  sixCount = joinSix(from);
  return from;
}

function isSortedSix(at: usize): bool {
  for (let i: u32 = 1; i < sixCount; i++) {
    const b = at + (<usize>i << 5);
    const a = b - 32;
    if (load<u64>(a) > load<u64>(b) || (load<u64>(a) == load<u64>(b) && load<u64>(a, 8) > load<u64>(b, 8))) return false;
  }
  return true;
}

function joinSix(at: usize): u32 {
  if (!sixCount) return 0;
  let last = at;
  for (let i: u32 = 1; i < sixCount; i++) {
    const next = at + (<usize>i << 5);
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
    const entry = from + (<usize>i << sizeBits);
    for (let byte: usize = 0; byte < width; byte++) {
      const at = counts + (byte << 10) + (<usize>load<u8>(entry + byte) << 2);
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
  const at = places + (<usize>byte << 2);
  const place = load<u32>(at);
  store<u32>(at, place + 1);
  return place;
}
