// The checked build: every load and store of the kernel is checked here first. A shadow of the memory has a byte for each
// granule of 16 bytes: its low five bits are the number of bytes, from the first on, that belong to a region; its bit PADDING
// allows 16-byte accesses and reads past the end of a value to touch the others. The host allocates the shadow and marks regions.

// @ts-ignore: decorator
@external("env", "violation")
declare function violation(site: u32, address: usize, size: usize, kind: u32): void;

const LENGTH: u32 = 31;
export const PADDING: u32 = 0x40;
export const WHOLE: u32 = 16;

// What was attempted.
const LOAD: u32 = 0;
const STORE: u32 = 1;
const COPY_FROM: u32 = 2;
const COPY_TO: u32 = 3;
const FILL: u32 = 4;

let shadow: usize = 0;

export function setShadow(at: usize): void {
  shadow = at;
}

// ---- regions of the module itself

const STATIC_LIMIT: u32 = 64;
/** { u32 start; u32 size } */
export const statics: usize = memory.data(64 * 8, 16);
export let staticCount: u32 = 0;

/** Notes a region of the module itself. Returns its start. */
export function noteStatic(at: usize, size: usize): usize {
  if (staticCount == STATIC_LIMIT) unreachable();
  store<u32>(statics + ((<usize>staticCount) << 3), <u32>at);
  store<u32>(statics + ((<usize>staticCount) << 3), <u32>size, 4);
  staticCount++;
  return at;
}

// ---- checks

/** Whether these bytes, 16 at most, may be touched. */
// @ts-ignore: decorator
@inline
function mayTouch(at: usize, size: usize, padded: bool): bool {
  const first = <u32>load<u8>(shadow + (at >> 4));
  const end = (at & 15) + size;
  if (end <= <usize>(first & LENGTH)) return true;
  const firstIsWhole = (first & LENGTH) == WHOLE || (padded && (first & PADDING) != 0);
  if (end <= 16) return firstIsWhole;
  const second = <u32>load<u8>(shadow + (at >> 4) + 1);
  return firstIsWhole && (end - 16 <= <usize>(second & LENGTH) || (padded && (second & PADDING) != 0));
}

export function checkLoad(at: usize, size: usize, offset: usize, site: u32): usize {
  const from = at + offset;
  if (shadow && (from < at || from + size < from || !mayTouch(from, size, true))) violation(site, from, size, LOAD);
  return at;
}

export function checkStore(at: usize, size: usize, offset: usize, site: u32): usize {
  const to = at + offset;
  // Only 16-byte copies may write past an end.
  if (shadow && (to < at || to + size < to || !mayTouch(to, size, size == 16))) violation(site, to, size, STORE);
  return at;
}

export function checkedCopy(to: usize, from: usize, size: usize, site: u32): void {
  checkRange(to, size, site, COPY_TO);
  checkRange(from, size, site, COPY_FROM);
  memory.copy(to, from, size);
}

export function checkedFill(to: usize, byte: u8, size: usize, site: u32): void {
  checkRange(to, size, site, FILL);
  memory.fill(to, byte, size);
}

/** Checks a range, for the kernel and for the host, whose site is 0. */
export function checkRange(at: usize, size: usize, site: u32, kind: u32): void {
  if (!shadow || !size) return;
  if (at + size < at) {
    violation(site, at, size, kind);
    return;
  }
  const end = at + size;
  for (let p = at; p < end;) {
    const n = min<usize>(16 - (p & 15), end - p);
    if (!mayTouch(p, n, false)) {
      violation(site, p, end - p, kind);
      return;
    }
    p += n;
  }
}

// ---- parts of regions

/** The byte of the shadow for the granule of `at`. */
export function granule(at: usize): u32 {
  return shadow ? load<u8>(shadow + (at >> 4)) : 0;
}

export function setGranule(at: usize, value: u32): void {
  if (shadow) store<u8>(shadow + (at >> 4), <u8>value);
}
