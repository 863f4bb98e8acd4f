// Sorts the entries of records by group, then by key, then by arrival.
import { compareBytes } from "../bytes";
import { HEADER, keyLengthOf, SHORT } from "./sortRecord";

// An entry: { u64 prefix of the key; u32 record; u32 group }.
export const ENTRY: usize = 16;
export const ENTRY_RECORD: usize = 8;
export const ENTRY_GROUP: usize = 12;
/** Bytes of the blocks that are sorted by insertion before merging. */
const BLOCK: usize = 8 * ENTRY;

let hasLongKeys: bool = false;

/**
 * Sorts the entries [from, to), with as much room at `spare`. Returns where they are: in place or at `spare`. `longKeys`: some key is
 * longer than its prefix.
 *
 *   entries   | prefix, record, group | ... 16 bytes, one load and one store to move
 *   blocks    8 entries by insertion  -->  merge 8 + 8  -->  merge 16 + 16  --> ...
 *
 * A merge sort has no bad input. Nearly all comparisons are of two integers inside the entries, the group and the first 8 bytes of
 * the key; the records are looked at only when these are equal. Two parts that are in order already are one copy.
 */
export function sortEntries(from: usize, to: usize, spare: usize, longKeys: bool): usize {
  hasLongKeys = longKeys;
  const size = to - from;
  for (let at = from; at < to; at += BLOCK) sortBlock(at, min(at + BLOCK, to));
  let source = from;
  let target = spare;
  for (let width = BLOCK; width < size; width <<= 1) {
    for (let at: usize = 0; at < size; at += width << 1) {
      mergeParts(source + at, source + min(at + width, size), source + min(at + (width << 1), size), target + at);
    }
    const other = source;
    source = target;
    target = other;
  }
  return source;
}

// @ts-ignore: decorator
@inline
function isBefore(a: usize, b: usize): bool {
  const aGroup = load<u32>(a, ENTRY_GROUP);
  const bGroup = load<u32>(b, ENTRY_GROUP);
  if (aGroup != bGroup) return aGroup < bGroup;
  const aPrefix = load<u64>(a);
  const bPrefix = load<u64>(b);
  if (aPrefix != bPrefix) return aPrefix < bPrefix;
  return isTieBefore(load<u32>(a, ENTRY_RECORD), load<u32>(b, ENTRY_RECORD));
}

/** Whether record a comes before b, whose prefixes are equal. Of equal keys the earlier record, at the lower position, is first. */
function isTieBefore(a: usize, b: usize): bool {
  if (hasLongKeys) {
    const order = compareKeys(a, b);
    if (order) return order < 0;
  }
  return a < b;
}

/** Compares the keys of two records whose prefixes are equal: negative, zero or positive. */
export function compareKeys(a: usize, b: usize): i32 {
  const aLength = keyLengthOf(a);
  const bLength = keyLengthOf(b);
  if (aLength <= SHORT || bLength <= SHORT) return 0; // no key is a prefix of another: they are equal
  return compareBytes(a + HEADER + SHORT, aLength - SHORT, b + HEADER + SHORT, bLength - SHORT);
}

function sortBlock(from: usize, to: usize): void {
  for (let at = from + ENTRY; at < to; at += ENTRY) {
    const entry = v128.load(at);
    let place = at;
    // The entry stays at its old place until its new one is known.
    while (place > from && isBefore(at, place - ENTRY)) place -= ENTRY;
    for (let gap = at; gap > place; gap -= ENTRY) v128.store(gap, v128.load(gap - ENTRY));
    v128.store(place, entry);
  }
}

function mergeParts(left: usize, middle: usize, end: usize, to: usize): void {
  let right = middle;
  if (middle == end || isBefore(middle - ENTRY, middle)) {
    memory.copy(to, left, end - left);
    return;
  }
  while (left < middle && right < end) {
    const takesRight = isBefore(right, left);
    v128.store(to, v128.load(takesRight ? right : left));
    if (takesRight) right += ENTRY;
    else left += ENTRY;
    to += ENTRY;
  }
  memory.copy(to, left, middle - left);
  memory.copy(to + (middle - left), right, end - right);
}
