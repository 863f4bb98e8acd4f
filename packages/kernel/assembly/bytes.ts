// Copies, compares and searches runs of bytes, 16 at a time. Loads and stores may run up to 15 bytes past an end: every region
// of the kernel's memory is padded for that (PADDING in src/memory.ts).

import { LOWER_CASE, NEWLINE, SMALL_A, SPACE, TAB, ZERO } from "./ascii";

/**
 * Copies n bytes (n may be 0). Up to 15 bytes after the copy are overwritten too: one load and one store copy the usual value,
 * and there is no tail to copy byte by byte.
 */
// @ts-ignore: decorator
@inline
export function copyPadded(target: usize, source: usize, n: usize): void {
  let i: usize = 0;
  do {
    v128.store(target + i, v128.load(source + i));
    i += 16;
  } while (i < n);
}

// @ts-ignore: decorator
@inline
export function equalBytes(a: usize, b: usize, n: usize): bool {
  let i: usize = 0;
  while (i + 16 <= n) {
    if (i8x16.bitmask(i8x16.ne(v128.load(a + i), v128.load(b + i)))) return false;
    i += 16;
  }
  const rest = <i32>(n - i);
  if (rest == 0) return true;
  const mask: i32 = (1 << rest) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i))) & mask) == mask;
}

/** Negative, zero or positive, as memcmp: byte order, which for UTF-8 is the order of code points. */
export function compareBytes(a: usize, aLength: usize, b: usize, bLength: usize): i32 {
  const n = min(aLength, bLength);
  for (let i: usize = 0; i < n; i++) {
    const difference = <i32>load<u8>(a + i) - <i32>load<u8>(b + i);
    if (difference) return difference;
  }
  return aLength < bLength ? -1 : aLength > bLength ? 1 : 0;
}

/** Position just after the last newline in [start, end), or start when there is none. */
export function afterLastNewline(start: usize, end: usize): usize {
  let p = end;
  while (p > start && load<u8>(p - 1) != NEWLINE) p--;
  return p;
}

/** Position just after the first newline in [start, end), or 0 when there is none. */
export function afterFirstNewline(start: usize, end: usize): usize {
  const newline = i8x16.splat(NEWLINE);
  for (let p = start; p < end; p += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(p), newline));
    if (found) {
      const q = p + ctz(found) + 1;
      return q <= end ? q : 0;
    }
  }
  return 0;
}

/** Number of times that a byte occurs in [start, end). */
export function countBytes(start: usize, end: usize, byte: u32): u32 {
  const wanted = i8x16.splat(<i8>byte);
  let count: u32 = 0;
  let p = start;
  for (; p + 16 <= end; p += 16) count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(p), wanted)));
  for (; p < end; p++) if (<u32>load<u8>(p) == byte) count++;
  return count;
}

/** Whether needle, n bytes, occurs in [start, end): its first byte is searched 16 bytes at a time, the rest compared. */
export function containsBytes(start: usize, end: usize, needle: usize, n: usize): bool {
  if (n == 0) return true;
  const first = i8x16.splat(load<u8>(needle));
  const last = end - n;
  for (let p = start; p + n <= end; p += 16) {
    let found = i8x16.bitmask(i8x16.eq(v128.load(p), first));
    while (found) {
      const q = p + ctz(found);
      if (q > last) return false;
      if (equalBytes(q, needle, n)) return true;
      found &= found - 1;
    }
  }
  return false;
}

// @ts-ignore: decorator
@inline
export function isSpace(byte: u32): bool {
  return byte == SPACE || byte == TAB;
}

// @ts-ignore: decorator
@inline
export function isDigit(byte: u32): bool {
  return byte - ZERO <= 9;
}

// @ts-ignore: decorator
@inline
export function isLetter(byte: u32): bool {
  return (byte | LOWER_CASE) - SMALL_A < 26;
}
