// Decimal text to numbers. What does not fit 64 bits exactly is handed to the host, whose Number() rounds correctly.
import { DASH, DOT, PLUS, ZERO } from "./ascii";
import { compareBytes, isDigit } from "./bytes";

// @ts-ignore: decorator
@external("env", "parseNumber")
declare function hostParseNumber(start: usize, length: u32): f64;

/** End of the JSON number that starts at p, or 0 when none does (RFC 8259 section 6). */
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
  if ((load<u8>(p) | 32) == 101) {
    p++;
    const sign = load<u8>(p);
    if (sign == PLUS || sign == DASH) p++;
    if (!isDigit(load<u8>(p))) return 0;
    while (isDigit(load<u8>(p))) p++;
  }
  return p;
}

// What the last parse() found: an integer that fits 63 bits, some other number, or no number.
export const NONE: i32 = 0;
export const INTEGER: i32 = 1;
const FLOAT: i32 = 2;
export let integer: i64 = 0;
export let float: f64 = 0;

/** Reads [start, end) as a number into `integer` or `float` and says which it was. A text that is a number counts. */
export function parseNumber(start: usize, end: usize): i32 {
  let p = start;
  const negative = load<u8>(p) == DASH;
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
  const negative = load<u8>(start) == DASH;
  let p = negative ? start + 1 : start;
  while (p + 1 < end && load<u8>(p) == ZERO && isDigit(load<u8>(p + 1))) p++; // leading zeros, as in the text "007"
  if (!isDigit(load<u8>(p)) || skipNumber(p) != end) return NONE;
  if (end - p <= 19) {
    // 19 digits fit 63 bits more often than not, and an integer should be summed as one.
    let v: u64 = 0;
    let q = p;
    while (q < end && isDigit(load<u8>(q))) v = v * 10 + (load<u8>(q++) - 48);
    if (q == end && v <= <u64>i64.MAX_VALUE) {
      integer = negative ? -(<i64>v) : <i64>v;
      return INTEGER;
    }
  }
  float = hostParseNumber(start, <u32>(end - start));
  return FLOAT;
}

/** Digits of the integers beyond 63 bits that are summed and compared exactly. */
const EXACT_DIGITS: usize = 40;

/** Whether [start, end), a number, is an integer; of no more than EXACT_DIGITS digits if these are `exact`. */
export function isWhole(start: usize, end: usize, exact: bool): bool {
  const digits = digitsOf(start, end);
  return digits != 0 && (!exact || end - digits <= EXACT_DIGITS);
}

/** Position of the first digit that counts of the integer [start, end), or 0 when it has a fraction or an exponent. */
function digitsOf(start: usize, end: usize): usize {
  let p = load<u8>(start) == DASH ? start + 1 : start;
  for (let q = p; q < end; q++) if (!isDigit(load<u8>(q))) return 0;
  while (p + 1 < end && load<u8>(p) == ZERO) p++;
  return p;
}

/** Order of two numbers as negative, zero or positive: by their digits when both are integers, else as doubles. */
export function orderNumbers(aStart: usize, aEnd: usize, a: f64, bStart: usize, bEnd: usize, b: f64): i32 {
  const aDigits = digitsOf(aStart, aEnd);
  const bDigits = digitsOf(bStart, bEnd);
  const aNegative = load<u8>(aStart) == DASH;
  if (!aDigits || !bDigits || aNegative != (load<u8>(bStart) == DASH)) return a < b ? -1 : a > b ? 1 : 0;
  const longer = <i32>(aEnd - aDigits) - <i32>(bEnd - bDigits);
  const order = longer ? longer : compareBytes(aDigits, aEnd - aDigits, bDigits, bEnd - bDigits);
  return aNegative ? -order : order;
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
    store<u8>(p++, DASH);
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
