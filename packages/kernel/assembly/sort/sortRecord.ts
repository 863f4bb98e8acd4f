// A record with its sort key, in memory and in the runs on disk.

import { NEWLINE } from "../ascii";

// { u32 length of the key; u32 length of the line; u32 group; u32 mark }, the key, the line.
export const LINE_LENGTH: usize = 4;
export const GROUP: usize = 8;
export const MARK: usize = 12;
export const HEADER: usize = 16;
/** Bytes after records that copies may touch. */
export const PADDING: usize = 64;
/** Bytes of a key's prefix, which is compared as one number. */
export const SHORT: usize = 8;

// @ts-ignore: decorator
@inline
export function keyLengthOf(record: usize): usize {
  return load<u32>(record);
}

// @ts-ignore: decorator
@inline
export function groupOf(record: usize): u32 {
  return load<u32>(record, GROUP);
}

/** Size of the record in bytes, header included. */
// @ts-ignore: decorator
@inline
export function sizeOf(record: usize): usize {
  return HEADER + <usize>load<u32>(record) + <usize>load<u32>(record, LINE_LENGTH);
}

/** The prefix of the key of n bytes at p: its first 8 bytes as a number that sorts like them. */
// @ts-ignore: decorator
@inline
export function prefixOf(p: usize, n: usize): u64 {
  return shortened(bswap<u64>(load<u64>(p)), n);
}

/** A prefix with only its first n bytes, the others 0. */
// @ts-ignore: decorator
@inline
export function shortened(prefix: u64, n: usize): u64 {
  return n >= SHORT ? prefix : prefix & ~((<u64>-1) >> ((<u64>n) << 3));
}

// ---- output: the first records of each group

let groupLimit: u64 = 0;
let group: u32 = 0xffffffff;
let place: u64 = 0;

/** Begins the output of records in their order: at most `limit` of a group are written. */
export function openPlaces(limit: f64): void {
  groupLimit = <u64>limit;
  group = 0xffffffff;
  place = 0;
}

/** Whether the next record, of this group, is written. */
// @ts-ignore: decorator
@inline
export function takesPlace(itsGroup: u32): bool {
  if (itsGroup != group) {
    group = itsGroup;
    place = 0;
  }
  return place++ < groupLimit;
}

/** Number of lines written. */
export let linesOut: f64 = 0;

/** Writes the line of a record, or for a run the whole record. Returns the position after it. */
// @ts-ignore: decorator
@inline
export function writeRecord(out: usize, record: usize, asRun: bool): usize {
  const size = sizeOf(record);
  if (asRun) {
    memory.copy(out, record, size);
    return out + size;
  }
  linesOut++;
  const length = <usize>load<u32>(record, LINE_LENGTH);
  memory.copy(out, record + size - length, length);
  store<u8>(out + length, NEWLINE);
  return out + length + 1;
}
