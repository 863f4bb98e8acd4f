// Sorts the entries of records: by group, then by key, then by arrival. A merge sort, so that no order of the input is a
// bad one; most comparisons are done with what stands in the entry itself.
import { compareBytes } from "../bytes";
import { HEADER, keyLengthOf, SHORT } from "./sortRecord";

/** { u64 the key's first bytes; u32 record; u32 group } */
export const ENTRY: usize = 16;
/** Entries that are put in order by insertion first. */
const BLOCK: usize = 8 * 16;

let hasLongKeys: bool = false;

/** Sorts the entries [from, to) with as much room at `spare`; where they are then: there, or where they were. */
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
  const aGroup = load<u32>(a, 12);
  const bGroup = load<u32>(b, 12);
  if (aGroup != bGroup) return aGroup < bGroup;
  const aPrefix = load<u64>(a);
  const bPrefix = load<u64>(b);
  if (aPrefix != bPrefix) return aPrefix < bPrefix;
  return isTieBefore(load<u32>(a, 8), load<u32>(b, 8));
}

/** Of records whose keys begin alike. Those that arrived earlier lie before the others. */
function isTieBefore(a: usize, b: usize): bool {
  if (hasLongKeys) {
    const order = compareKeys(a, b);
    if (order) return order < 0;
  }
  return a < b;
}

/** Negative, zero or positive, of two records whose keys begin alike. */
export function compareKeys(a: usize, b: usize): i32 {
  const aLength = keyLengthOf(a);
  const bLength = keyLengthOf(b);
  if (aLength <= SHORT || bLength <= SHORT) return 0; // no key is the beginning of another: they are equal
  return compareBytes(a + HEADER + SHORT, aLength - SHORT, b + HEADER + SHORT, bLength - SHORT);
}

function sortBlock(from: usize, to: usize): void {
  for (let at = from + ENTRY; at < to; at += ENTRY) {
    const entry = v128.load(at);
    let place = at;
    // What is inserted stands at its old place until it is known where it goes.
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
