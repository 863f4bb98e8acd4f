// The index of a region of text: where the separators stand, and a bit for every byte that is no digit. With it the ends
// of all values are known beforehand, where a search of the bytes would have to wait for the end of the value before.

import { BACKSLASH, QUOTE } from "../ascii";

/** u32 positions of the bytes up to 32 (spaces, newlines, controls), in order. */
export let separators: usize = 0;
/** The first separator that has not been passed. */
export let cursor: usize = 0;
/** Bits of the bytes from `base` on, which is a multiple of 64. */
export let nonDigits: usize = 0;
export let base: usize = 0;
/** Some byte of the region is one that JSON texts must escape, or may not be UTF-8. */
export let oddBytes: bool = false;

/** Bytes that indexText needs for the bits of a region of `size` bytes, and for its separators. */
export function indexBitsSize(size: usize): usize {
  return (size >> 3) + 256;
}

export function separatorsSize(size: usize): usize {
  return (size << 2) + 512;
}

/** Makes the index of [start, end) at `bits` and `separatorsAt`; scanText uses it for the parts of that region, in order. */
export function indexText(start: usize, end: usize, bits: usize, separatorsAt: usize): void {
  const nine = i8x16.splat(9);
  const zero = i8x16.splat(48);
  const space = i8x16.splat(32);
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  base = start & ~63;
  nonDigits = bits;
  separators = separatorsAt;
  let odd = i64x2.splat(0);
  let bitsTo = nonDigits;
  let to = separators;
  for (let p = base; p < end; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    let found =
      (<u64>(<u32>i8x16.bitmask(i8x16.le_u(a, space)))) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.le_u(b, space)))) << 16) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.le_u(c, space)))) << 32) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.le_u(d, space)))) << 48);
    const other =
      (<u64>(<u32>i8x16.bitmask(i8x16.gt_u(i8x16.sub(a, zero), nine)))) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.gt_u(i8x16.sub(b, zero), nine)))) << 16) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.gt_u(i8x16.sub(c, zero), nine)))) << 32) |
      ((<u64>(<u32>i8x16.bitmask(i8x16.gt_u(i8x16.sub(d, zero), nine)))) << 48);
    odd = v128.or(odd, v128.or(v128.or(a, b), v128.or(c, d)));
    odd = v128.or(
      odd,
      v128.or(v128.or(i8x16.eq(a, quote), i8x16.eq(b, quote)), v128.or(i8x16.eq(c, quote), i8x16.eq(d, quote))),
    );
    odd = v128.or(
      odd,
      v128.or(
        v128.or(i8x16.eq(a, backslash), i8x16.eq(b, backslash)),
        v128.or(i8x16.eq(c, backslash), i8x16.eq(d, backslash)),
      ),
    );
    store<u64>(bitsTo, other);
    bitsTo += 8;
    if (p < start) found &= (<u64>-1) << (start & 63);
    // Eight at a time without asking: most blocks have about as many, and what is too much is overwritten.
    const next = to + ((<usize>popcnt(found)) << 2);
    do {
      store<u32>(to, <u32>p + <u32>ctz(found));
      found &= found - 1;
      store<u32>(to, <u32>p + <u32>ctz(found), 4);
      found &= found - 1;
      store<u32>(to, <u32>p + <u32>ctz(found), 8);
      found &= found - 1;
      store<u32>(to, <u32>p + <u32>ctz(found), 12);
      found &= found - 1;
      store<u32>(to, <u32>p + <u32>ctz(found), 16);
      found &= found - 1;
      store<u32>(to, <u32>p + <u32>ctz(found), 20);
      found &= found - 1;
      store<u32>(to, <u32>p + <u32>ctz(found), 24);
      found &= found - 1;
      store<u32>(to, <u32>p + <u32>ctz(found), 28);
      found &= found - 1;
      to += 32;
    } while (to < next);
    to = next;
  }
  store<u64>(bitsTo, -1);
  oddBytes = i8x16.bitmask(odd) != 0;
  cursor = separators;
}

export function setCursor(at: usize): void {
  cursor = at;
}
