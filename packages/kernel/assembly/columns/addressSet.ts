// Sets of address ranges: the search, and the index of large sets.
import { family, high, low } from "./address";

// A set: { u32 count4; u32 ranges4; u32 count6; u32 ranges6; u32 states; u32 stateShift; u32 index4; u32 shift4; u32 index6;
// u32 shift6; u32 onLow; u32 unused; u64 base; u64 limit; u64 head }. The ranges are sorted and do not touch: IPv4 { u32 first;
// u32 last }, IPv6 { u64 firstHigh; u64 firstLow; u64 lastHigh; u64 lastLow }. states and index6 are 0 without an index.
const RANGES4: usize = 4;
const COUNT6: usize = 8;
const RANGES6: usize = 12;
const STATES: usize = 16;
const STATE_SHIFT: usize = 20;
const INDEX4: usize = 24;
const SHIFT4: usize = 28;
const INDEX6: usize = 32;
const SHIFT6: usize = 36;
const ON_LOW: usize = 40;
const BASE: usize = 48;
const LIMIT: usize = 56;
const HEAD: usize = 64;

// In a range of IPv6.
export const FIRST_LOW: usize = 8;
export const LAST_HIGH: usize = 16;
export const LAST_LOW: usize = 24;

// The state of all addresses with the same upper bits, two bits: none of them is in the set (0), all are, or some.
const ALL: u32 = 1;
const SOME: u32 = 2;

/**
 * Whether the address that was parsed last is in the set.
 *
 *   address   10.1.7.9 = | upper bits | rest |
 *   states    2 bits per upper bits: none | all | some      most addresses end here: one load
 *   index     number of ranges that begin before them       two neighbours bound the binary search
 *   ranges    first..last, sorted
 *
 * Gain: a million prefixes cost 1.3 times what one prefix costs, the loading of the file included.
 */
export function inAddressSet(set: usize): bool {
  return family == 4 ? inRanges4(set) : inRanges6(set);
}

function inRanges4(set: usize): bool {
  const address = <u32>low;
  const ranges = <usize>load<u32>(set, RANGES4);
  let from: u32 = 0;
  let to = load<u32>(set); // the first range that starts above the address is in (from, to]
  const states = <usize>load<u32>(set, STATES);
  if (states) {
    const bucket = address >> load<u32>(set, STATE_SHIFT);
    const state = ((<u32>load<u8>(states + (bucket >> 2))) >> ((bucket & 3) << 1)) & 3;
    if (state != SOME) return state == ALL;
    const entry = <usize>load<u32>(set, INDEX4) + ((<usize>(address >> load<u32>(set, SHIFT4))) << 2);
    from = load<u32>(entry);
    to = load<u32>(entry, 4);
  }
  while (from < to) {
    const middle = (from + to) >> 1;
    if (load<u32>(ranges + ((<usize>middle) << 3)) <= address) from = middle + 1;
    else to = middle;
  }
  return from > 0 && address <= load<u32>(ranges + ((<usize>(from - 1)) << 3), 4);
}

function inRanges6(set: usize): bool {
  const ranges = <usize>load<u32>(set, RANGES6);
  let from: u32 = 0;
  let to = load<u32>(set, COUNT6);
  const index = <usize>load<u32>(set, INDEX6);
  if (index) {
    const onLow = load<u32>(set, ON_LOW) != 0;
    const key = onLow ? low : high;
    if (key < load<u64>(set, BASE) || key > load<u64>(set, LIMIT) || (onLow && high != load<u64>(set, HEAD)))
      return false;
    const entry = index + ((<usize>((key - load<u64>(set, BASE)) >> load<u32>(set, SHIFT6))) << 2);
    from = load<u32>(entry);
    to = load<u32>(entry, 4);
  }
  while (from < to) {
    const middle = (from + to) >> 1;
    const at = ranges + ((<usize>middle) << 5);
    const h = load<u64>(at);
    if (h < high || (h == high && load<u64>(at, FIRST_LOW) <= low)) from = middle + 1;
    else to = middle;
  }
  if (from == 0) return false;
  const at = ranges + ((<usize>(from - 1)) << 5);
  const h = load<u64>(at, LAST_HIGH);
  return high < h || (high == h && low <= load<u64>(at, LAST_LOW));
}

// ---- building the index. The host provides the room, filled with zeros

/** `states`: 2^stateBits x 2 bits; `index`: 2^indexBits + 1 words, the number of ranges that begin before each bucket. */
export function indexIpv4(set: usize, states: usize, stateBits: u32, index: usize, indexBits: u32): void {
  const count = load<u32>(set);
  const ranges = <usize>load<u32>(set, RANGES4);
  const shift = 32 - stateBits;
  const indexShift = 32 - indexBits;
  store<u32>(set, <u32>states, STATES);
  store<u32>(set, shift, STATE_SHIFT);
  store<u32>(set, <u32>index, INDEX4);
  store<u32>(set, indexShift, SHIFT4);
  let filled: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const range = ranges + ((<usize>i) << 3);
    const first = load<u32>(range);
    markStates(states, shift, first, load<u32>(range, 4));
    for (const bucket = first >> indexShift; filled <= bucket; filled++) store<u32>(index + ((<usize>filled) << 2), i);
  }
  for (; filled <= (<u32>1) << indexBits; filled++) store<u32>(index + ((<usize>filled) << 2), count);
}

/** Sets the states of the buckets that a range touches; it may cover the two at its ends in part. */
function markStates(states: usize, shift: u32, first: u32, last: u32): void {
  const hosts = ((<u32>1) << shift) - 1;
  const from = first >> shift;
  const to = last >> shift;
  const coversFirst = (first & hosts) == 0;
  const coversLast = (last & hosts) == hosts;
  if (from == to) return mark(states, from, coversFirst && coversLast ? ALL : SOME);
  mark(states, from, coversFirst ? ALL : SOME);
  mark(states, to, coversLast ? ALL : SOME);
  let bucket = from + 1;
  while (bucket < to && bucket & 3) mark(states, bucket++, ALL);
  const whole = (to - bucket) >> 2;
  if (bucket < to && whole) {
    memory.fill(states + (bucket >> 2), 0x55, whole);
    bucket += whole << 2;
  }
  while (bucket < to) mark(states, bucket++, ALL);
}

function mark(states: usize, bucket: u32, state: u32): void {
  const at = states + (bucket >> 2);
  store<u8>(at, load<u8>(at) | (<u8>(state << ((bucket & 3) << 1))));
}

/**
 * `index`: 2^indexBits + 2 words. The buckets divide the space between the first and the last range by the upper halves of the
 * addresses, or by the lower halves where all upper halves are the same.
 */
export function indexIpv6(set: usize, index: usize, indexBits: u32): void {
  const count = load<u32>(set, COUNT6);
  const ranges = <usize>load<u32>(set, RANGES6);
  const last = ranges + ((<usize>(count - 1)) << 5);
  const onLow = load<u64>(ranges) == load<u64>(last, LAST_HIGH);
  const base = load<u64>(ranges + (onLow ? FIRST_LOW : 0));
  const limit = load<u64>(last + (onLow ? LAST_LOW : LAST_HIGH));
  store<u32>(set, <u32>index, INDEX6);
  store<u32>(set, onLow ? 1 : 0, ON_LOW);
  store<u64>(set, base, BASE);
  store<u64>(set, limit, LIMIT);
  store<u64>(set, load<u64>(ranges), HEAD);
  let shift: u32 = 0;
  while (((limit - base) >> shift) >> indexBits) shift++;
  store<u32>(set, shift, SHIFT6);
  let filled: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const key = load<u64>(ranges + ((<usize>i) << 5) + (onLow ? FIRST_LOW : 0));
    for (const bucket = <u32>((key - base) >> shift); filled <= bucket; filled++)
      store<u32>(index + ((<usize>filled) << 2), i);
  }
  for (; filled <= ((<u32>1) << indexBits) + 1; filled++) store<u32>(index + ((<usize>filled) << 2), count);
}
