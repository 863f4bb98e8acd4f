// Converts values of text and CSV, or quoted ones of NDJSON, to those of a record: `-` to null, numbers to JSON's spelling,
// times to epoch seconds. The kind of a column (opcodes.ts) says what it takes.
import {
  CAPITAL_C,
  CAPITAL_T,
  CAPITAL_Z,
  COLON,
  DASH,
  DOT,
  LOWER_CASE,
  NONE_WORD,
  PLUS,
  SMALL_A,
  SPACE,
  ZERO,
} from "../ascii";
import { copyPadded, isDigit } from "../bytes";
import { skipNumber, writeInteger } from "../number";
import { clearBound, IN_SCRATCH, setBound } from "../parts";
import { endScratch, rows, scratch, setScratch, spans, stride } from "../table";
import { KIND_ADDRESS, KIND_ANY, KIND_STAMP, KIND_TEXT, KIND_TIME } from "../opcodes";
import { NULL_GIVEN, TEXT, isTextSpan, spanEnd, spanOf, spanStart, textSpanOf } from "../span";

/** Whether a column of this kind, which is not one of numbers, takes the value. */
export function isOfKind(kind: u32, s: usize, e: usize): bool {
  if (kind == KIND_TEXT) return true;
  return kind == KIND_STAMP ? isStamp(s, e) : isAddress(s, e);
}

function isStamp(s: usize, e: usize): bool {
  return (
    e - s >= 19 &&
    isDigit(load<u8>(s)) &&
    load<u8>(s + 4) == DASH &&
    load<u8>(s + 7) == DASH &&
    load<u8>(s + 10) == CAPITAL_T
  );
}

/**
 * Whether all bytes are digits, letters up to f, dots and colons, with at least one dot or colon. Sixteen are looked at at once:
 * addresses differ in length, and a loop over bytes would end at a place that the processor cannot foresee.
 */
// @ts-ignore: decorator
@inline
function isAddress(s: usize, e: usize): bool {
  let marks: u32 = 0;
  for (let p = s; p < e; p += 16) {
    const v = v128.load(p);
    const dots = i8x16.eq(v, i8x16.splat(DOT));
    // The colon comes after the 9.
    const digits = i8x16.le_u(i8x16.sub(v, i8x16.splat(ZERO)), i8x16.splat(COLON - ZERO));
    const letters = i8x16.le_u(i8x16.sub(v128.or(v, i8x16.splat(LOWER_CASE)), i8x16.splat(SMALL_A)), i8x16.splat(5));
    const all = i8x16.bitmask(v128.or(v128.or(dots, digits), letters));
    const size = <u32>min(e - p, 16);
    const inside: u32 = (1 << size) - 1;
    if (~all & inside) return false;
    marks |= i8x16.bitmask(v128.or(dots, i8x16.eq(v, i8x16.splat(COLON)))) & inside;
  }
  return marks != 0;
}

/** Whether the value is "None", which Python writes for null. */
// @ts-ignore: decorator
@inline
export function isNone(s: usize, e: usize): bool {
  return e - s == 4 && load<u32>(s) == NONE_WORD;
}

/** Puts the number [s, e) into the cell, in seconds if it is a time; false when it is not a number. */
export function takeNumber(kind: u32, s: usize, e: usize, cell: usize): bool {
  while (e - s > 1 && load<u8>(s) == ZERO && isDigit(load<u8>(s + 1))) s++; // JSON does not allow leading zeros
  if (skipNumber(s) != e) return false;
  if (kind == KIND_TIME && e - s > <usize>KIND_TIME && isPlain(s, e)) takeMilliseconds(s, e, cell);
  else store<u64>(cell, spanOf(s, e));
  return true;
}

function isPlain(s: usize, e: usize): bool {
  for (let p = s; p < e; p++) if (!isDigit(load<u8>(p))) return false;
  return true;
}

/** Writes milliseconds as seconds to the scratch region: the last three digits become a fraction without trailing zeros. */
function takeMilliseconds(s: usize, e: usize, cell: usize): void {
  const at = scratch;
  const whole = e - s - 3;
  // Two bytes more than the value: a dot, and the zero that ends it.
  setBound(IN_SCRATCH, at + (e - s) + 2);
  copyPadded(at, s, whole);
  putFraction(cell, at, at + whole, s + whole, 3);
  clearBound(IN_SCRATCH);
}

/** Adds a fraction of `count` digits to the whole number [at, wholeEnd) in the scratch region, and puts it into the cell. */
function putFraction(cell: usize, at: usize, wholeEnd: usize, digits: usize, count: usize): void {
  let to = wholeEnd;
  store<u8>(to++, DOT);
  copyPadded(to, digits, count);
  to += count;
  while (load<u8>(to - 1) == ZERO) to--;
  if (load<u8>(to - 1) == DOT) to--;
  store<u64>(cell, spanOf(at, to));
  setScratch(endScratch(to));
}

/** The number of `count` digits at p, or -1. */
function digitsAt(p: usize, count: usize): i32 {
  let v = 0;
  for (let i: usize = 0; i < count; i++) {
    if (!isDigit(load<u8>(p + i))) return -1;
    v = v * 10 + <i32>load<u8>(p + i) - ZERO;
  }
  return v;
}

/** Days from 1970-01-01 to a day of the Gregorian calendar, or i64.MAX_VALUE when there is no such day. */
function dayNumber(year: i32, month: i32, day: i32): i64 {
  const leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const length = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  if (month < 1 || month > 12 || day < 1 || day > length) return i64.MAX_VALUE;
  // Years begin in March, so that the leap day is the last one.
  const y = month <= 2 ? year - 1 : year;
  const m = month <= 2 ? month + 9 : month - 3;
  return <i64>(y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468);
}

/** Puts the instant [s, e), such as 2026-11-20T10:00:00.000Z, into the cell in epoch seconds; false when it is not one. */
export function takeInstant(s: usize, e: usize, cell: usize): bool {
  if (e - s < 16 || e - s > 40) return false;
  const between = load<u8>(s + 10);
  if (
    load<u8>(s + 4) != DASH ||
    load<u8>(s + 7) != DASH ||
    (between != CAPITAL_T && between != SPACE) ||
    load<u8>(s + 13) != COLON
  )
    return false;
  const year = digitsAt(s, 4);
  const month = digitsAt(s + 5, 2);
  const hour = digitsAt(s + 11, 2);
  const minute = digitsAt(s + 14, 2);
  const days = dayNumber(year, month, digitsAt(s + 8, 2));
  let p = s + 16;
  let second = 0;
  if (p < e && load<u8>(p) == COLON) {
    second = e - p >= 3 ? digitsAt(p + 1, 2) : -1;
    p += 3;
  }
  if (
    year < 0 ||
    days == i64.MAX_VALUE ||
    hour < 0 ||
    hour > 24 ||
    minute < 0 ||
    minute > 59 ||
    second < 0 ||
    second > 60
  )
    return false;
  const fraction = p + 1;
  if (p < e && load<u8>(p) == DOT) while (++p < e && isDigit(load<u8>(p))) {}
  const fractionEnd = p;
  const offset = offsetAt(p, e);
  if (offset == NO_OFFSET) return false;
  const at = scratch;
  const seconds = days * 86400 + <i64>(hour * 3600 + minute * 60 + second) - <i64>offset * 60;
  // Before 1970 a fraction would have to be subtracted.
  if (seconds < 0 && fractionEnd > fraction) return false;
  // Seconds and fraction are shorter than date, time and fraction.
  setBound(IN_SCRATCH, at + (e - s) + 1);
  const wholeEnd = writeInteger(at, seconds);
  if (fractionEnd > fraction) putFraction(cell, at, wholeEnd, fraction, fractionEnd - fraction);
  else {
    store<u64>(cell, spanOf(at, wholeEnd));
    setScratch(endScratch(wholeEnd));
  }
  clearBound(IN_SCRATCH);
  return true;
}

const NO_OFFSET: i32 = 100000;
/** "UT" as the bytes of a little-endian load. */
const UT: u16 = 0x5455;

/** Minutes east of UTC of the offset [p, e), 0 for an empty one, Z or UTC; NO_OFFSET when it is not an offset. */
function offsetAt(p: usize, e: usize): i32 {
  if (p < e && load<u8>(p) == SPACE) p++;
  if (p == e) return 0;
  const sign = load<u8>(p);
  if (e - p == 1 && sign == CAPITAL_Z) return 0;
  if (e - p == 3 && load<u16>(p) == UT && load<u8>(p + 2) == CAPITAL_C) return 0;
  if (sign != PLUS && sign != DASH) return NO_OFFSET;
  const hours = e - p >= 3 ? digitsAt(p + 1, 2) : -1;
  const colon: usize = e - p == 6 && load<u8>(p + 3) == COLON ? 1 : 0;
  const minutes = e - p == 3 ? 0 : e - p == 5 + colon ? digitsAt(p + 3 + colon, 2) : -1;
  if (hours < 0 || minutes < 0) return NO_OFFSET;
  return (sign == DASH ? -1 : 1) * (hours * 60 + minutes);
}

/**
 * Puts a value that was in quotes, or in CSV without them, into the cell; false when it must be a number and is not. `isQuoted`:
 * in a column of KIND_ANY it is a text, even when it looks like a number.
 */
export function takeLoosely(kind: u32, s: usize, e: usize, isQuoted: bool, cell: usize): bool {
  const n = e - s;
  if (isNone(s, e) && (kind != KIND_ANY || !isQuoted)) {
    store<u64>(cell, NULL_GIVEN);
    return true;
  }
  if (kind == KIND_ANY && (isQuoted || n == 0 || skipNumber(s) != e)) {
    store<u64>(cell, n == 0 && !isQuoted ? 0 : textSpanOf(s, e));
    return true;
  }
  if (kind == KIND_ANY) store<u64>(cell, spanOf(s, e));
  else if (n == 1 && load<u8>(s) == DASH) store<u64>(cell, NULL_GIVEN);
  else if (n == 0 && (!isQuoted || kind > KIND_ADDRESS)) store<u64>(cell, NULL_GIVEN);
  else if (kind <= KIND_ADDRESS) store<u64>(cell, textSpanOf(s, e));
  else return takeNumber(kind, s, e, cell) || (kind == KIND_TIME && takeInstant(s, e, cell));
  return true;
}

// ---- the values of NDJSON records, converted to their kinds

/** A u32 kind per wanted column; a count of 0: records are taken as they are. */
let types: usize = 0;
let typeCount: u32 = 0;

export function setTypes(at: usize, count: u32): void {
  types = at;
  typeCount = count;
}

/** The column that has text where a number belongs, and that text, after typeRow returned false. */
export let wrongColumn: u32 = 0;
export let wrongStart: usize = 0;
export let wrongEnd: usize = 0;

/** Converts the values of a row to the kinds of their columns; false when one cannot be. */
export function typeRow(row: usize): bool {
  for (let i: u32 = 0; i < typeCount; i++) {
    const kind = load<u32>(types + ((<usize>i) << 2));
    const cell = row + ((<usize>i) << 3);
    const span = load<u64>(cell);
    const s = spanStart(span);
    if (s == 0 || kind == KIND_ANY) continue;
    const e = spanEnd(span);
    const isText = isTextSpan(span);
    if (!isText && kind <= KIND_ADDRESS) {
      // An id that was written as a number.
      if (isDigit(load<u8>(s))) store<u64>(cell, span | ((<u64>TEXT) << 32));
    } else if (!isText && kind == KIND_TIME) takeNumber(kind, s, e, cell);
    else if (isText && !takeLoosely(kind, s, e, true, cell)) {
      wrongColumn = i;
      wrongStart = s;
      wrongEnd = e;
      return false;
    }
  }
  return true;
}

/** Converts the ISO 8601 instants of a column to epoch seconds, in the rows of the last scan. */
export function instantsToSeconds(column: u32): void {
  for (let i: u32 = 0; i < rows; i++) {
    const cell = spans + <usize>i * stride + ((<usize>column) << 3);
    const span = load<u64>(cell);
    if (spanStart(span)) takeInstant(spanStart(span), spanEnd(span), cell);
  }
}
