// Bounds inside regions, for the checked build: it has checked/parts.ts in place of this file and forbids accesses past a bound.
// In the ordinary build these functions compile to nothing.

/** Bytes that a part may need after it. */
export const PART_ROOM: usize = 0;

// What has a bound: the key that is being built, a record in an output region, a record to sort, a decoded value, the mark of
// a wanted name.
export const IN_SEGMENT: u32 = 0;
export const IN_OUTPUT: u32 = 1;
export const IN_SORT: u32 = 2;
export const IN_SCRATCH: u32 = 3;
export const IN_MARK: u32 = 4;

/** A part ends at `end`. Returns where the next one may begin. */
// @ts-ignore: decorator
@inline
export function nextPart(end: usize): usize {
  return end;
}

/** Nothing is written from `end` on until the next call for this kind. */
// @ts-ignore: decorator
@inline
export function setBound(kind: u32, end: usize): void {}

// @ts-ignore: decorator
@inline
export function clearBound(kind: u32): void {}
