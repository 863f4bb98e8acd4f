// Sorts ranges of addresses and joins those that overlap or touch, as a set (addressSet.ts) needs them.
import { FIRST_LOW, LAST_HIGH, LAST_LOW } from "./addressSet";
import { radixSort } from "./radixSort";

/** Number of ranges after the last sort. */
export let joinedRanges: u32 = 0;

/** Sorts and joins ranges of IPv4. Returns where they are: in place or in `spare`, which has the same size. */
export function sortIpv4(ranges: usize, count: u32, spare: usize): usize {
  const sorted = isSortedIpv4(ranges, count) ? ranges : radixSort(ranges, count, spare, 8, 0, 4, 0, 0);
  joinedRanges = joinIpv4(sorted, count);
  return sorted;
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
  const sorted = isSortedIpv6(ranges, count) ? ranges : radixSort(ranges, count, spare, 32, 0, 16, 4, 0);
  joinedRanges = joinIpv6(sorted, count);
  return sorted;
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
