// Where parts of a region end, for the checked build, which has another file in this one's place (checked/parts.ts) and
// forbids what lies behind them. Here nothing of it is left.

/** Bytes that a part may need behind it. */
export const PART_ROOM: usize = 0;

// What is bounded: the group's bytes under way, a record in an output region, a record to sort, a decoded
// value, the mark of a wanted name.
export const IN_SEGMENT: u32 = 0;
export const IN_OUTPUT: u32 = 1;
export const IN_SORT: u32 = 2;
export const IN_SCRATCH: u32 = 3;
export const IN_MARK: u32 = 4;

/** A part ends there; where the next one may begin. */
// @ts-ignore: decorator
@inline
export function nextPart(end: usize): usize {
  return end;
}

/** Until the next call for this kind nothing is written from there on. */
// @ts-ignore: decorator
@inline
export function setBound(kind: u32, end: usize): void {}

// @ts-ignore: decorator
@inline
export function clearBound(kind: u32): void {}
