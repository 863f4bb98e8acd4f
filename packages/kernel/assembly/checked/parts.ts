// The checked build: bounds inside regions (see ../parts.ts), which the shadow enforces.
import { granule, PADDING, setGranule, WHOLE } from "./checked/shadow";

export const PART_ROOM: usize = 64;

export const IN_SEGMENT: u32 = 0;
export const IN_OUTPUT: u32 = 1;
export const IN_SORT: u32 = 2;
export const IN_SCRATCH: u32 = 3;
export const IN_MARK: u32 = 4;
const KINDS: u32 = 5;

/** After a part: padding to the next multiple of 16 and 16 bytes more, then 32 bytes that nothing may touch. */
export function nextPart(end: usize): usize {
  const odd = (<u32>end) & 15;
  if (odd) setGranule(end, PADDING | odd);
  const from = (end + 15) & ~15;
  setGranule(from, PADDING);
  setGranule(from + 16, 0);
  setGranule(from + 32, 0);
  return from + 48;
}

const GRANULES: u32 = 4;
/** Per kind the position of its bound, 0 for none. */
const bounds: usize = memory.data(5 * 4, 16);

/** After the bound comes padding, then bytes that nothing may touch. Near the end of a region the region's end is the bound. */
export function setBound(kind: u32, end: usize): void {
  clearBound(kind);
  const from = (end + 15) & ~15;
  for (let i: usize = 0; i < <usize>GRANULES; i++) {
    if (granule(from + (i << 4)) != WHOLE) return;
  }
  store<u32>(bounds + ((<usize>kind) << 2), <u32>from);
  setGranule(from, PADDING);
  for (let i: usize = 1; i < <usize>GRANULES; i++) setGranule(from + (i << 4), 0);
}

export function clearBound(kind: u32): void {
  const from = <usize>load<u32>(bounds + ((<usize>kind) << 2));
  if (!from) return;
  store<u32>(bounds + ((<usize>kind) << 2), 0);
  for (let i: usize = 0; i < <usize>GRANULES; i++) setGranule(from + (i << 4), WHOLE);
}

/** Removes all bounds, before the host marks regions. */
export function clearBounds(): void {
  for (let kind: u32 = 0; kind < KINDS; kind++) clearBound(kind);
}
