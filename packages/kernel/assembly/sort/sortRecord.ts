// A record with its sort key, as it lies in memory and in the runs on disk, and what is asked of one while sorting.

import { NEWLINE } from "../ascii";

// { u32 bytes of the key; u32 bytes of the line; u32 group; u32 mark }, the key, the line.
export const HEADER: usize = 16;
/** Bytes of a key that are compared as one number. */
export const SHORT: usize = 8;

// @ts-ignore: decorator
@inline
export function keyLengthOf(record: usize): usize {
  return load<u32>(record);
}

// @ts-ignore: decorator
@inline
export function groupOf(record: usize): u32 {
  return load<u32>(record, 8);
}

/** Bytes of the whole record. */
// @ts-ignore: decorator
@inline
export function sizeOf(record: usize): usize {
  return HEADER + <usize>load<u32>(record) + <usize>load<u32>(record, 4);
}

/** The first bytes of the key of n bytes at p, as a number that sorts like them. */
// @ts-ignore: decorator
@inline
export function prefixOf(p: usize, n: usize): u64 {
  return shortened(bswap<u64>(load<u64>(p)), n);
}

/** The first n bytes of a prefix, the others 0. */
// @ts-ignore: decorator
@inline
export function shortened(prefix: u64, n: usize): u64 {
  return n >= SHORT ? prefix : prefix & ~((<u64>-1) >> ((<u64>n) << 3));
}

// ---- what goes out: the first of each group

let most: u64 = 0;
let group: u32 = 0xffffffff;
let place: u64 = 0;

/** From now on records come in their order, and at most `limit` of a group go out. */
export function openPlaces(limit: f64): void {
  most = <u64>limit;
  group = 0xffffffff;
  place = 0;
}

/** Whether the next record, of this group, goes out. */
// @ts-ignore: decorator
@inline
export function takesPlace(itsGroup: u32): bool {
  if (itsGroup != group) {
    group = itsGroup;
    place = 0;
  }
  return place++ < most;
}

/** Lines that have been written. */
export let linesOut: f64 = 0;

/** Writes the line of a record, or the record as it goes to a run; the position behind it. */
// @ts-ignore: decorator
@inline
export function writeRanked(out: usize, record: usize, asRun: bool): usize {
  const size = sizeOf(record);
  if (asRun) {
    memory.copy(out, record, size);
    return out + size;
  }
  linesOut++;
  const length = <usize>load<u32>(record, 4);
  memory.copy(out, record + size - length, length);
  store<u8>(out + length, NEWLINE);
  return out + length + 1;
}
