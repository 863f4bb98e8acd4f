// Values as bytes that sort: comparing two keys byte by byte, as memcmp does, is comparing the values. Ascending: numbers
// by their exact decimal value, then addresses by theirs (IPv4 before IPv6), then other texts by code points; descending
// is the same with every bit turned round. Null comes last either way. No key is the beginning of another, so that the
// keys of several fields can stand one behind the other.
import { DASH, DOT, PLUS, ZERO } from "../ascii";
import { family, high, low, parseAddress } from "../columns/address";
import { isDigit } from "../bytes";
import { skipNumber } from "../number";
import { spanEnd, spanStart } from "../span";

// The first byte. A number's says its sign and its magnitude: its value is 0.ddd... times ten to `exponent`.
const NOUGHT: u32 = 0x80; // ZERO is the digit
const TINY: u32 = 0x81; // the exponent follows
const USUAL: u32 = 0x82; // and the exponent from LEAST up
const HUGE: u32 = 0xdd; // the exponent follows
const FOUR: u32 = 0xe0;
const SIX: u32 = 0xe1;
const OTHER: u32 = 0xe2;
const NULL: u32 = 0xff;

const LEAST: i64 = -30;
const MOST: i64 = 60;
/** A written exponent is not followed beyond this. */
const EXPONENT_LIMIT: i64 = 1000000000000000;

/** Bytes that the key of a value of n bytes takes at most. */
// @ts-ignore: decorator
@inline
export function keyRoom(n: u64): u64 {
  return (n << 1) + 32;
}

/** Writes the key of the value of a span at p. The position behind it; up to 15 bytes more are overwritten. */
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
    const v = i8x16.sub(v128.load(start), i8x16.splat(48));
    const digits = <i32>(end - start);
    const odd = i8x16.bitmask(i8x16.gt_u(v, i8x16.splat(9))) | (1 << digits);
    if (<usize>ctz(odd) == end - start) return writeDigits(p, USUAL + <u32>(end - start - <usize>LEAST), start, end);
  }
  const number = writeNumberKey(p, start, end);
  if (number) return number;
  if (parseAddress(start, end)) return writeAddressKey(p);
  return writeTextKey(p, start, end);
}

/** The digits [start, end), of which the first is not 0, two to a byte, without the zeros at their end. */
// @ts-ignore: decorator
@inline
function writeDigits(p: usize, first: u32, start: usize, end: usize): usize {
  store<u8>(p++, <u8>first);
  while (load<u8>(end - 1) == ZERO) end--;
  while (start + 1 < end) {
    store<u8>(p++, <u8>(<u32>load<u8>(start) * 10 + <u32>load<u8>(start + 1) - 527)); // 1 more than the two digits say
    start += 2;
  }
  if (start < end) store<u8>(p++, <u8>((<u32>load<u8>(start) - 48) * 10 + 1));
  store<u8>(p, 0);
  return p + 1;
}

/** The key of any other number; 0 when the text is none (what a number is: see number.ts). */
function writeNumberKey(p: usize, start: usize, end: usize): usize {
  if (start >= end) return 0;
  const negative = load<u8>(start) == DASH;
  let q = negative ? start + 1 : start;
  while (q + 1 < end && load<u8>(q) == ZERO && isDigit(load<u8>(q + 1))) q++;
  if (!isDigit(load<u8>(q)) || skipNumber(q) != end) return 0;
  // The first and the last digit that count, and the exponent, as if the point stood before the first.
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
    store<u8>(p, <u8>NOUGHT);
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
  for (; p < end; p++) value = min(value * 10 + <i64>(load<u8>(p) - 48), EXPONENT_LIMIT);
  return sign == DASH ? -value : value;
}

/** The digits from `first` to `last`, a point among them or not. */
function writeMagnitude(p: usize, exponent: i64, first: usize, last: usize): usize {
  if (exponent >= LEAST && exponent <= MOST) store<u8>(p++, <u8>(USUAL + <u32>(exponent - LEAST)));
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
    pair = pair * 10 + c - 48;
    if (++digits & 1) continue;
    store<u8>(p++, <u8>(pair + 1));
    pair = 0;
  }
  if (digits & 1) store<u8>(p++, <u8>(pair * 10 + 1));
  store<u8>(p, 0);
  return p + 1;
}

/** The key of the address that was read last. */
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

/** A byte of 0 in the text becomes 0 255, and 0 0 ends it. */
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
