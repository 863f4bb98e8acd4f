// Converts decimal text to numbers and back. What does not fit 64 bits exactly goes to the host, whose Number() rounds
// correctly.
import { DASH, DOT, LOWER_CASE, PLUS, SMALL_E, ZERO } from "./ascii";
import { compareBytes, equalBytes, isDigit } from "./bytes";

// @ts-ignore: decorator
@external("env", "parseNumber")
declare function hostParseNumber(start: usize, length: u32): f64;

// @ts-ignore: decorator
@external("env", "writeNumber")
export declare function hostWriteNumber(value: f64, out: usize): u32;

/** End of the JSON number that starts at p (RFC 8259 section 6), or 0 when there is none. */
export function skipNumber(p: usize): usize {
  if (load<u8>(p) == DASH) p++;
  const first = load<u8>(p);
  if (!isDigit(first)) return 0;
  p++;
  if (first != ZERO) while (isDigit(load<u8>(p))) p++;
  if (load<u8>(p) == DOT) {
    p++;
    if (!isDigit(load<u8>(p))) return 0;
    while (isDigit(load<u8>(p))) p++;
  }
  if ((load<u8>(p) | LOWER_CASE) == SMALL_E) {
    p++;
    const sign = load<u8>(p);
    if (sign == PLUS || sign == DASH) p++;
    if (!isDigit(load<u8>(p))) return 0;
    while (isDigit(load<u8>(p))) p++;
  }
  return p;
}

// What parseNumber() found: no number, an integer that fits 63 bits, or another number.
export const NONE: i32 = 0;
export const INTEGER: i32 = 1;
const FLOAT: i32 = 2;
export let integer: i64 = 0;
export let float: f64 = 0;

const ASCII_ZEROS: u64 = 0x3030303030303030;
const HIGH_BITS: u64 = 0x8080808080808080;

/**
 * Parses [start, end) as a number. Returns INTEGER with the value in `integer`, FLOAT with the value in `float`, or NONE. The
 * quick path takes 1 to 16 digits by steps that are the same for all of them: a loop over digits ends at a place that the
 * processor cannot foresee.
 */
export function parseNumber(start: usize, end: usize): i32 {
  const size = end - start;
  if (size - 1 < 8) {
    const digits = firstDigits(start, size);
    if (!areDigits(digits)) return parseByDigit(start, end);
    integer = valueOfDigits(digits);
    return INTEGER;
  }
  if (size - 9 < 8) {
    const digits = firstDigits(start, size - 8);
    const others = load<u64>(end - 8);
    if (!areDigits(digits) || !areDigits(others)) return parseByDigit(start, end);
    integer = valueOfDigits(digits) * <i64>OVER_8 + valueOfDigits(others);
    return INTEGER;
  }
  return parseByDigit(start, end);
}

/** The first `count` bytes, 1 to 8, after as many zeros as eight digits lack. */
// @ts-ignore: decorator
@inline
function firstDigits(start: usize, count: usize): u64 {
  const missing = (8 - <u64>count) << 3;
  return (load<u64>(start) << missing) | (ASCII_ZEROS & (((<u64>1) << missing) - 1));
}

/** No byte is below the 0 or above the 9. */
// @ts-ignore: decorator
@inline
function areDigits(bytes: u64): bool {
  return (((bytes + 0x4646464646464646) | (bytes - ASCII_ZEROS)) & HIGH_BITS) == 0;
}

/** The value of eight digits: pairs first, then pairs of them. */
// @ts-ignore: decorator
@inline
function valueOfDigits(bytes: u64): i64 {
  const digits = bytes - ASCII_ZEROS;
  const pairs = digits * 10 + (digits >> 8);
  const first = (pairs & 0x000000ff000000ff) * 0x000f424000000064; // 1,000,000 and 100
  const second = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001; // 10,000 and 1
  return <i64>((first + second) >> 32);
}

/** A multiplication and an addition per digit, for integers of up to 18 digits, which cannot overflow 63 bits. */
function parseByDigit(start: usize, end: usize): i32 {
  let p = start;
  const negative = load<u8>(p) == DASH;
  if (negative) p++;
  const digits = end - p;
  if (digits - 1 < 18) {
    let v: i64 = 0;
    while (p < end) {
      const d = <u32>load<u8>(p) - ZERO;
      if (d > 9) return parseOther(start, end);
      v = v * 10 + d;
      p++;
    }
    integer = negative ? -v : v;
    return INTEGER;
  }
  return parseOther(start, end);
}

function parseOther(start: usize, end: usize): i32 {
  if (start >= end) return NONE;
  const negative = load<u8>(start) == DASH;
  let p = negative ? start + 1 : start;
  while (p + 1 < end && load<u8>(p) == ZERO && isDigit(load<u8>(p + 1))) p++; // leading zeros, as in "007"
  if (!isDigit(load<u8>(p)) || skipNumber(p) != end) return NONE;
  if (end - p <= 19) {
    // Most integers of 19 digits fit 63 bits, and are then summed as integers.
    let v: u64 = 0;
    let q = p;
    while (q < end && isDigit(load<u8>(q))) v = v * 10 + (load<u8>(q++) - ZERO);
    if (q == end && v <= <u64>i64.MAX_VALUE) {
      integer = negative ? -(<i64>v) : <i64>v;
      return INTEGER;
    }
  }
  float = hostParseNumber(start, <u32>(end - start));
  return FLOAT;
}

/** Bytes that the text of a double takes at most, and those that a copy may touch after it. */
const spelling: usize = memory.data(48, 16);

/** Whether [start, end), a number of JSON, is spelt as the double that it means is. */
export function isCanonicalNumber(start: usize, end: usize): bool {
  const kind = parseNumber(start, end);
  if (kind == NONE) return false;
  const isShort = end - start < 16 && kind == INTEGER && integer != 0;
  if (isShort) return true;
  const length = <usize>hostWriteNumber(asFloat(kind), spelling);
  return length == end - start && equalBytes(start, spelling, length);
}

/** Integers beyond 63 bits are summed and compared exactly up to this number of digits. */
const EXACT_DIGITS: usize = 40;

/** Whether [start, end), a number, is an integer; with `exact`, one of at most EXACT_DIGITS digits. */
export function isWhole(start: usize, end: usize, exact: bool): bool {
  const digits = digitsOf(start, end);
  return digits != 0 && (!exact || end - digits <= EXACT_DIGITS);
}

/** Position of the first significant digit of the integer [start, end), or 0 when it has a fraction or an exponent. */
function digitsOf(start: usize, end: usize): usize {
  let p = load<u8>(start) == DASH ? start + 1 : start;
  for (let q = p; q < end; q++) if (!isDigit(load<u8>(q))) return 0;
  while (p + 1 < end && load<u8>(p) == ZERO) p++;
  return p;
}

/** Compares two numbers (negative, zero or positive): by their digits when both are integers, else as doubles. */
export function orderNumbers(aStart: usize, aEnd: usize, a: f64, bStart: usize, bEnd: usize, b: f64): i32 {
  const aDigits = digitsOf(aStart, aEnd);
  const bDigits = digitsOf(bStart, bEnd);
  const aNegative = load<u8>(aStart) == DASH;
  if (!aDigits || !bDigits || aNegative != (load<u8>(bStart) == DASH)) return a < b ? -1 : a > b ? 1 : 0;
  const longer = <i32>(aEnd - aDigits) - <i32>(bEnd - bDigits);
  const order = longer ? longer : compareBytes(aDigits, aEnd - aDigits, bDigits, bEnd - bDigits);
  return aNegative ? -order : order;
}

/** The number that parseNumber() found, as a double. */
// @ts-ignore: decorator
@inline
export function asFloat(kind: i32): f64 {
  return kind == INTEGER ? <f64>integer : float;
}

/** Writes v in decimal at p, up to 20 bytes. Returns the position after it. */
export function writeInteger(p: usize, v: i64): usize {
  let u: u64 = <u64>v;
  if (v < 0) {
    store<u8>(p++, DASH);
    u = 0 - u;
  }
  let digits: usize = 1;
  for (let limit: u64 = 10; digits < 19 && u >= limit; limit *= 10) digits++;
  if (digits == 19 && u >= 10000000000000000000) digits = 20;
  let q = p + digits;
  do {
    store<u8>(--q, <u8>(ZERO + (u % 10)));
    u /= 10;
  } while (u);
  return p + digits;
}

/** Numbers from here on have more than 8 digits, or more than 16. */
const OVER_8: u64 = 100000000;
const OVER_16: u64 = 10000000000000000;

/** Writes an unsigned number in decimal at p, up to 20 bytes, by few steps; the 8 bytes after it may change too. */
export function writeDigits(p: usize, value: u64): usize {
  if (value < OVER_8) return writeFirst(p, value);
  if (value < OVER_16) return writeEight(writeFirst(p, value / OVER_8), value % OVER_8);
  const rest = value % OVER_16;
  return writeEight(writeEight(writeFirst(p, value / OVER_16), rest / OVER_8), rest % OVER_8);
}

/** Up to 8 digits, without zeros before them. */
// @ts-ignore: decorator
@inline
function writeFirst(p: usize, value: u64): usize {
  const digits = eightDigits(value);
  const zeros = (<usize>ctz(digits | ((<u64>1) << 56))) >> 3;
  store<u64>(p, (digits | ASCII_ZEROS) >> (zeros << 3));
  return p + 8 - zeros;
}

// @ts-ignore: decorator
@inline
function writeEight(p: usize, value: u64): usize {
  store<u64>(p, eightDigits(value) | ASCII_ZEROS);
  return p + 8;
}

/** The digits of a number of up to 8, a byte each, the first one in the lowest byte: all are divided at once. */
// @ts-ignore: decorator
@inline
function eightDigits(value: u64): u64 {
  const high = (value * 109951163) >> 40; // / 10,000
  const fours = high | ((value - high * 10000) << 32);
  const top = ((fours * 10486) >> 20) & 0x7f0000007f; // / 100
  const twos = ((fours - top * 100) << 16) + top;
  const tens = ((twos * 103) >> 10) & 0x000f000f000f000f; // / 10
  return tens + ((twos - tens * 10) << 8);
}
