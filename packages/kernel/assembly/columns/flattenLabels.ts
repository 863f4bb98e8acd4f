// Turns sorted ranges of a table of labels that lie inside of each other into ranges that do not overlap, each with the entry of the
// smallest one that has it. All are in force at any time: core/src/label/flatten.ts does the same for times.
import { FIRST_LOW, LAST_HIGH, LAST_LOW } from "./addressSet";
import { compared, IPV4, isSame, sizeOf } from "./labelRanges";
import { ENTRY6, RANGE6 } from "./labels";

/** In place of a number of ranges: two overlap, and neither is inside of the other. */
const CROSSING: u32 = u32.MAX_VALUE;

/** The first address that is in no flat range yet, of those that the open ranges have; none where the last one of all is in one. */
const next: usize = memory.data(16, 16);
let isAtEnd: bool = false;
/** The address before the range at hand. */
const before: usize = memory.data(16, 16);

/** Where the flat ranges go, as a table of labels has them (labels.ts); 0: they are only counted. */
let firsts: usize = 0;
let rest: usize = 0;
let flat: u32 = 0;

/**
 * Writes the flat ranges of sorted ones whose addresses have `width` bytes: of IPv4 to `firsts` and `rest`, of IPv6 all to `firsts`; where
 * that is 0 they are counted only. `open`: room for a word each range; in it are those that have the address at hand, the largest
 * first. Returns how many there are, or CROSSING.
 */
export function flattenLabels(
  ranges: usize,
  count: u32,
  open: usize,
  firstsAt: usize,
  restAt: usize,
  width: usize,
): u32 {
  firsts = firstsAt;
  rest = restAt;
  const end = ranges + <usize>count * sizeOf(width);
  let top = open;
  flat = 0;
  for (let range = ranges; range < end; range += sizeOf(width)) {
    // Of those that are the same the last one counts.
    if (range + sizeOf(width) < end && isSame(range, range + sizeOf(width), width)) continue;
    while (top > open && compared(<usize>load<u32>(top - 4) + width, range, width) < 0) {
      top -= 4;
      close(<usize>load<u32>(top), width);
    }
    if (top > open) {
      const around = <usize>load<u32>(top - 4);
      if (compared(around + width, range + width, width) < 0) return CROSSING;
      if (!isAtEnd && compared(next, range, width) < 0) {
        step(before, range, -1, width);
        put(before, around, width);
      }
    }
    if (width == IPV4) store<u32>(next, load<u32>(range));
    else v128.store(next, v128.load(range));
    isAtEnd = false;
    store<u32>(top, <u32>range);
    top += 4;
  }
  while (top > open) {
    top -= 4;
    close(<usize>load<u32>(top), width);
  }
  return flat;
}

/** What is left of a range that has ended. */
function close(range: usize, width: usize): void {
  const last = range + width;
  if (isAtEnd || compared(next, last, width) > 0) return;
  put(last, range, width);
  isAtEnd = !step(next, last, 1, width);
}

/** `to` = the address plus or minus one; false where there is none. */
function step(to: usize, address: usize, by: i64, width: usize): bool {
  let carry = by;
  for (let word = width; word > 0;) {
    word -= 4;
    const sum = <i64>load<u32>(address + word) + carry;
    store<u32>(to + word, <u32>sum);
    carry = sum >> 32;
  }
  return carry == 0;
}

/** A flat range from the next address to the last one, with the entry of a range. */
function put(last: usize, range: usize, width: usize): void {
  const entry = load<u32>(range + 2 * width);
  if (firsts) {
    if (width == IPV4) {
      store<u32>(firsts + ((<usize>flat) << 2), load<u32>(next));
      store<u32>(rest + ((<usize>flat) << 3), load<u32>(last));
      store<u32>(rest + ((<usize>flat) << 3), entry, 4);
    } else {
      const to = firsts + <usize>flat * RANGE6;
      store<u64>(to, words64(next));
      store<u64>(to, words64(next + 8), FIRST_LOW);
      store<u64>(to, words64(last), LAST_HIGH);
      store<u64>(to, words64(last + 8), LAST_LOW);
      store<u64>(to, entry, ENTRY6);
    }
  }
  flat++;
}

/** Two words, the higher one first. */
// @ts-ignore: decorator
@inline
function words64(at: usize): u64 {
  return ((<u64>load<u32>(at)) << 32) | load<u32>(at + 4);
}
