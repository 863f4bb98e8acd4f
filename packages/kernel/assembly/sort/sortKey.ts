// Encodes values as sort keys: comparing two keys byte by byte, as memcmp does, compares the values. Ascending: numbers by their exact
// decimal value, then addresses by theirs (IPv4 before IPv6), then other texts by code points. Descending: the same with every bit
// inverted. Null comes last in both. No key is a prefix of another, so that the keys of several fields can be concatenated.
//
//   443    0.443 x 10^3    | 0xa3 | 44+1 | 30+1 | 0 |     exponent, then two digits a byte plus one, then 0
//   44                     | 0xa2 | 44+1 | 0 |
//   10.0.0.1               | 0xe0 | 10 | 0 | 0 | 1 |
import { DASH, DOT, PLUS, ZERO } from "../ascii";
import { family, high, low, parseAddress } from "../columns/address";
import { isDigit } from "../bytes";
import { skipNumber } from "../number";
import { spanEnd, spanStart } from "../span";

// The first byte: the type, and of a number its exponent; its value is 0.ddd... times ten to `exponent`.
const ZERO_VALUE: u32 = 0x80; // ZERO is the digit
const TINY: u32 = 0x81; // the exponent follows
const USUAL: u32 = 0x82; // plus the exponent, counted from MIN_EXPONENT
const HUGE: u32 = 0xdd; // the exponent follows
const FOUR: u32 = 0xe0;
const SIX: u32 = 0xe1;
const OTHER: u32 = 0xe2;
const NULL: u32 = 0xff;

const MIN_EXPONENT: i64 = -30;
const MAX_EXPONENT: i64 = 60;
/** A larger exponent in the text counts as this one. */
const EXPONENT_LIMIT: i64 = 1000000000000000;

/** Bytes that the key of a value of n bytes may take. */
// @ts-ignore: decorator
@inline
export function keyRoom(n: u64): u64 {
  return (n << 1) + 32;
}

/**
 * Writes the key of a span's value at p. Returns the position after it; up to 15 bytes more are overwritten. An integer of up to 16
 * digits, the usual case, is recognised by one comparison of 16 bytes.
 */
// @ts-ignore: decorator
@inline
export function writeKey(p: usize, span: u64, descending: bool): usize {
  const start = spanStart(span);
  if (start == 0) {
    store<u8>(p, <u8>NULL);
    return p + 1;
  }
  const end = writeValueKey(p, start, spanEnd(span));
  if (descending) invert(p, end);
  return end;
}

// @ts-ignore: decorator
@inline
function invert(p: usize, end: usize): void {
  for (; p < end; p += 16) v128.store(p, v128.not(v128.load(p)));
}

// @ts-ignore: decorator
@inline
function writeValueKey(p: usize, start: usize, end: usize): usize {
  if (load<u8>(start) - 49 < 9 && end - start <= 16) {
    const v = i8x16.sub(v128.load(start), i8x16.splat(ZERO));
    const digits = <i32>(end - start);
    const odd = i8x16.bitmask(i8x16.gt_u(v, i8x16.splat(9))) | (1 << digits);
    if (<usize>ctz(odd) == end - start)
      return writeDigits(p, USUAL + <u32>(end - start - <usize>MIN_EXPONENT), start, end);
  }
  const number = writeNumberKey(p, start, end);
  if (number) return number;
  if (parseAddress(start, end)) return writeAddressKey(p);
  return writeTextKey(p, start, end);
}

/** Writes the digits [start, end), of which the first is not 0, two to a byte, without trailing zeros. */
// @ts-ignore: decorator
@inline
function writeDigits(p: usize, first: u32, start: usize, end: usize): usize {
  store<u8>(p++, <u8>first);
  while (load<u8>(end - 1) == ZERO) end--;
  while (start + 1 < end) {
    store<u8>(p++, <u8>(<u32>load<u8>(start) * 10 + <u32>load<u8>(start + 1) - 527)); // 1 more than the two digits say
    start += 2;
  }
  if (start < end) store<u8>(p++, <u8>((<u32>load<u8>(start) - ZERO) * 10 + 1));
  store<u8>(p, 0);
  return p + 1;
}

/** Writes the key of any other number; returns 0 when the text is not a number (number.ts). */
function writeNumberKey(p: usize, start: usize, end: usize): usize {
  if (start >= end) return 0;
  const negative = load<u8>(start) == DASH;
  let q = negative ? start + 1 : start;
  while (q + 1 < end && load<u8>(q) == ZERO && isDigit(load<u8>(q + 1))) q++;
  if (!isDigit(load<u8>(q)) || skipNumber(q) != end) return 0;
  // The first and the last significant digit, and the exponent for a decimal point before the first.
  let exponent: i64 = 0;
  let first: usize = 0;
  let last: usize = 0;
  let isWhole = true;
  for (; q < end; q++) {
    const c = <u32>load<u8>(q);
    if (c == DOT) {
      isWhole = false;
      continue;
    }
    if (!isDigit(c)) break;
    if (c != ZERO) {
      if (!first) first = q;
      last = q;
    }
    if (first ? isWhole : !isWhole) exponent += isWhole ? 1 : -1;
  }
  if (!first) {
    store<u8>(p, <u8>ZERO_VALUE);
    return p + 1;
  }
  if (q < end) exponent += writtenExponent(q + 1, end);
  const to = writeMagnitude(p, exponent, first, last);
  if (negative) invert(p, to);
  return to;
}

function writtenExponent(p: usize, end: usize): i64 {
  const sign = load<u8>(p);
  if (sign == DASH || sign == PLUS) p++;
  let value: i64 = 0;
  for (; p < end; p++) value = min(value * 10 + <i64>(load<u8>(p) - ZERO), EXPONENT_LIMIT);
  return sign == DASH ? -value : value;
}

/** Writes the exponent and the digits from `first` to `last`, which may have a decimal point between them. */
function writeMagnitude(p: usize, exponent: i64, first: usize, last: usize): usize {
  if (exponent >= MIN_EXPONENT && exponent <= MAX_EXPONENT)
    store<u8>(p++, <u8>(USUAL + <u32>(exponent - MIN_EXPONENT)));
  else {
    store<u8>(p, <u8>(exponent < 0 ? TINY : HUGE));
    store<u64>(p, bswap<u64>(<u64>(exponent + 4 * EXPONENT_LIMIT)), 1);
    p += 9;
  }
  let pair: u32 = 0;
  let digits = 0;
  for (let q = first; q <= last; q++) {
    const c = <u32>load<u8>(q);
    if (c == DOT) continue;
    pair = pair * 10 + c - ZERO;
    if (++digits & 1) continue;
    store<u8>(p++, <u8>(pair + 1));
    pair = 0;
  }
  if (digits & 1) store<u8>(p++, <u8>(pair * 10 + 1));
  store<u8>(p, 0);
  return p + 1;
}

/** Writes the key of the address that was parsed last. */
function writeAddressKey(p: usize): usize {
  if (family == 4) {
    store<u8>(p, <u8>FOUR);
    store<u32>(p, bswap<u32>(<u32>low), 1);
    return p + 5;
  }
  store<u8>(p, <u8>SIX);
  store<u64>(p, bswap<u64>(high), 1);
  store<u64>(p, bswap<u64>(low), 9);
  return p + 17;
}

/** Writes the key of a text: a zero byte becomes 0 255, and 0 0 ends the key. */
function writeTextKey(p: usize, start: usize, end: usize): usize {
  store<u8>(p++, <u8>OTHER);
  const zero = i8x16.splat(0);
  while (start < end) {
    const v = v128.load(start);
    v128.store(p, v);
    const zeros = i8x16.bitmask(i8x16.eq(v, zero));
    const n = min(zeros ? <usize>ctz(zeros) : 16, end - start);
    p += n;
    start += n;
    if (start == end || n == 16) continue;
    store<u16>(p, 0xff00);
    p += 2;
    start++;
  }
  store<u16>(p, 0);
  return p + 2;
}
