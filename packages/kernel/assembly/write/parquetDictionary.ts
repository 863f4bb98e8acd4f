// Finds the different values of a column of a Parquet file for its dictionary, and the smallest and largest one for its statistics.
// The place of a value is where it starts among the plain values, its length before a text.
import { compareBytes, equalBytes } from "../bytes";
import { mix } from "../hash";
import { PAGE_BYTES, PAGE_INT32 } from "../opcodes";

/** Lists the places of `count` plain values at `at`. */
export function placeValues(type: u32, at: usize, count: u32, places: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    store<u32>(places + (i << 2), <u32>at);
    at += sizeOf(type, at);
  }
}

// @ts-ignore: decorator
@inline
function sizeOf(type: u32, at: usize): usize {
  return type == PAGE_BYTES ? 4 + <usize>load<u32>(at) : type == PAGE_INT32 ? 4 : 8;
}

// A slot of the table: { u32 hash; u32 number + 1, 0 where it is free }.
const NUMBER: usize = 4;

/**
 * Numbers the different ones of `count` plain values at `at` in the order in which they come: the places of the first of each go to
 * `places`, the number of every value to `numbers`. `table`: 2^bits free slots, more than `limit`. Returns how many there are, or
 * -1 where there are more than `limit`, or their bytes more than `bytesLimit`.
 *
 * A value is often the one before, of an account or a status nearly always: that is one comparison, without a hash.
 */
export function numberValues(
  type: u32,
  at: usize,
  count: u32,
  table: usize,
  bits: u32,
  limit: u32,
  bytesLimit: u32,
  places: usize,
  numbers: usize,
): i32 {
  const mask = ((<u32>1) << bits) - 1;
  let found: u32 = 0;
  let bytes: u32 = 0;
  let before: usize = 0;
  let beforeSize: usize = 0;
  let number: u32 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const size = sizeOf(type, at);
    if (size != beforeSize || !equalBytes(at, before, size)) {
      const hash = hashOfValue(at, size);
      const slot = findValue(table, mask, hash, at, size, places);
      const known = load<u32>(slot, NUMBER);
      if (known) number = known - 1;
      else {
        bytes += <u32>size;
        if (found == limit || bytes > bytesLimit) return -1;
        number = found++;
        store<u32>(slot, hash);
        store<u32>(slot, found, NUMBER);
        store<u32>(places + ((<usize>number) << 2), <u32>at);
      }
      before = at;
      beforeSize = size;
    }
    store<u32>(numbers + (i << 2), number);
    at += size;
  }
  return found;
}

function findValue(table: usize, mask: u32, hash: u32, at: usize, size: usize, places: usize): usize {
  let place = hash & mask;
  while (true) {
    const slot = table + ((<usize>place) << 3);
    const known = load<u32>(slot, NUMBER);
    if (!known) return slot;
    // A text begins with its length, so that equal bytes are equal values.
    if (load<u32>(slot) == hash && equalBytes(<usize>load<u32>(places + ((<usize>(known - 1)) << 2)), at, size))
      return slot;
    place = (place + 1) & mask;
  }
}

/** Hash of 8 bytes at a time. */
// @ts-ignore: decorator
@inline
function hashOfValue(at: usize, size: usize): u32 {
  let hash: u64 = size;
  let left = size;
  for (; left >= 8; left -= 8) {
    hash = mix(hash ^ load<u64>(at));
    at += 8;
  }
  if (left) hash = mix(hash ^ (load<u64>(at) & (((<u64>1) << (left << 3)) - 1)));
  return <u32>(hash ^ (hash >> 32));
}

/** Copies the values at these places to `out`. Returns the position after them. */
export function writeEntries(type: u32, places: usize, count: u32, out: usize): usize {
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = <usize>load<u32>(places + (i << 2));
    const size = sizeOf(type, at);
    memory.copy(out, at, size);
    out += size;
  }
  return out;
}

/** The places of the smallest and the largest of the values at these places, of which there is at least one. */
export let smallestValue: usize = 0;
export let largestValue: usize = 0;

export function findBounds(type: u32, places: usize, count: u32): void {
  smallestValue = load<u32>(places);
  largestValue = smallestValue;
  for (let i: usize = 1; i < <usize>count; i++) {
    const at = <usize>load<u32>(places + (i << 2));
    if (orderValues(type, at, smallestValue) < 0) smallestValue = at;
    else if (orderValues(type, at, largestValue) > 0) largestValue = at;
  }
}

// @ts-ignore: decorator
@inline
function orderValues(type: u32, a: usize, b: usize): i32 {
  if (type == PAGE_BYTES) return compareBytes(a + 4, load<u32>(a), b + 4, load<u32>(b));
  const left = type == PAGE_INT32 ? <i64>load<i32>(a) : load<i64>(a);
  const right = type == PAGE_INT32 ? <i64>load<i32>(b) : load<i64>(b);
  return i32(left > right) - i32(left < right);
}
