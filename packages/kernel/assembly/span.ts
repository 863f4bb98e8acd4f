// A span: where a value is, in 64 bits: { u32 start; u32 end | TEXT }. The start is 0 for null or missing.

/** Bit 31 of a span's end: the value is a text (in NDJSON a string). Clear: a number or another JSON literal. */
export const TEXT: u32 = 0x80000000;

/** A null that is written out; a value that is missing is 0. Both have a start of 0. */
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

/** Bytes of the value of a span, about none for null; 64 bits, so that no sum or product of lengths wraps round. */
// @ts-ignore: decorator
@inline
export function lengthOf(span: u64): u64 {
  return ((span >> 32) & 0x7fffffff) - (span & 0xffffffff);
}
