// Decimal text to numbers. What does not fit 64 bits exactly is handed to the host, whose Number() rounds correctly.
import { isDigit } from "./bytes";

// @ts-ignore: decorator
@external("env", "parseNumber")
declare function hostParseNumber(start: usize, length: u32): f64;

/** End of the JSON number that starts at p, or 0 when none does (RFC 8259 section 6). */
export function skipNumber(p: usize): usize {
  if (load<u8>(p) == 45) p++;
  const first = load<u8>(p);
  if (!isDigit(first)) return 0;
  p++;
  if (first != 48) while (isDigit(load<u8>(p))) p++;
  if (load<u8>(p) == 46) {
    p++;
    if (!isDigit(load<u8>(p))) return 0;
    while (isDigit(load<u8>(p))) p++;
  }
  if ((load<u8>(p) | 32) == 101) {
    p++;
    const sign = load<u8>(p);
    if (sign == 43 || sign == 45) p++;
    if (!isDigit(load<u8>(p))) return 0;
    while (isDigit(load<u8>(p))) p++;
  }
  return p;
}

// What the last parse() found: an integer that fits 63 bits, some other number, or no number.
export const NONE: i32 = 0;
export const INTEGER: i32 = 1;
export const FLOAT: i32 = 2;
export let integer: i64 = 0;
export let float: f64 = 0;

/** Reads [start, end) as a number into `integer` or `float` and says which it was. A text that is a number counts. */
export function parseNumber(start: usize, end: usize): i32 {
  let p = start;
  const negative = load<u8>(p) == 45;
  if (negative) p++;
  const digits = end - p;
  if (digits - 1 < 18) {
    let v: i64 = 0;
    while (p < end) {
      const d = <u32>load<u8>(p) - 48;
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
  let p = start;
  if (load<u8>(p) == 48) while (p + 1 < end && isDigit(load<u8>(p + 1))) p++; // leading zeros, as in the text "007"
  if (skipNumber(p) != end) return NONE;
  const value = hostParseNumber(start, <u32>(end - start));
  float = value;
  // 19 digits still fit 63 bits more often than not, and an integer should be summed as one.
  if (end - start == 19 && isDigit(load<u8>(start))) {
    let v: u64 = 0;
    for (p = start; p < end; p++) {
      const d = <u32>load<u8>(p) - 48;
      if (d > 9) return FLOAT;
      v = v * 10 + d;
    }
    if (v <= <u64>i64.MAX_VALUE) {
      integer = <i64>v;
      return INTEGER;
    }
  }
  return FLOAT;
}

/** The number in `integer` or `float` as a double. */
// @ts-ignore: decorator
@inline
export function asFloat(kind: i32): f64 {
  return kind == INTEGER ? <f64>integer : float;
}

/** Writes v in decimal at p and returns the position behind it. */
export function writeInteger(p: usize, v: i64): usize {
  let u: u64 = <u64>v;
  if (v < 0) {
    store<u8>(p++, 45);
    u = 0 - u;
  }
  let digits: usize = 1;
  for (let limit: u64 = 10; digits < 19 && u >= limit; limit *= 10) digits++;
  if (digits == 19 && u >= 10000000000000000000) digits = 20;
  let q = p + digits;
  do {
    store<u8>(--q, <u8>(48 + (u % 10)));
    u /= 10;
  } while (u);
  return p + digits;
}
