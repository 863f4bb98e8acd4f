// A span: the position of a value in 64 bits, { u32 start; u32 end | TEXT }. The start is 0 for null or missing.
//
//   63      62 ............ 32  31 ............. 0
//   TEXT    end (31 bits)       start (32 bits)

/** The top bit of a span: the value is a text (in NDJSON a string). Clear: a number or another JSON literal. */
export const TEXT: u32 = 0x80000000;

/** A null that is in the data; the span of a missing value is 0. Both have a start of 0. */
export const NULL_GIVEN: u64 = 1 << 32;

// @ts-ignore: decorator
@inline
export function spanStart(span: u64): usize {
  return <usize>(span & 0xffffffff);
}

// @ts-ignore: decorator
@inline
export function spanEnd(span: u64): usize {
  return <usize>((span >> 32) & 0x7fffffff);
}

// @ts-ignore: decorator
@inline
export function isTextSpan(span: u64): bool {
  return ((<u32>(span >> 32)) & TEXT) != 0;
}

/** The span of a number or another JSON literal. */
// @ts-ignore: decorator
@inline
export function spanOf(start: usize, end: usize): u64 {
  return ((<u64>(<u32>end)) << 32) | (<u64>start);
}

/** The span of a text. */
// @ts-ignore: decorator
@inline
export function textSpanOf(start: usize, end: usize): u64 {
  return ((<u64>((<u32>end) | TEXT)) << 32) | (<u64>start);
}

/** Length of a span's value in bytes, 0 or 1 for null; 64 bits, so that sums and products of lengths do not wrap round. */
// @ts-ignore: decorator
@inline
export function lengthOf(span: u64): u64 {
  return ((span >> 32) & 0x7fffffff) - (span & 0xffffffff);
}
