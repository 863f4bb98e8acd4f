// Decodes the plain values of Parquet columns into spans, and puts columns of spans into a batch. The bytes of texts are not
// copied; numbers are written as text.
import { BACKSLASH, DASH, DOT, QUOTE, ZERO } from "../ascii";
import { isDigit } from "../bytes";
import { skipNumber, writeDigits } from "../number";
import { clearTable, countLines, lines, setRows, spans, stride } from "../table";
import { PAGE_BYTES, PAGE_INT32, PAGE_NUMBER_SIZE, TO_TEXT, TO_TIME, TO_TIME_OF_UNITS } from "../opcodes";
import { TEXT, lengthOf, spanOf, spanStart } from "../span";

/** A time from here on is in milliseconds: in seconds it would be the year 5138. */
const FIRST_MILLISECONDS: i64 = 100_000_000_000;
const FIRST_NOT_CONTROL: u8 = 32;

/** True once a text of the pages since clearPageEscapes may need escapes in JSON. */
export let pagesNeedEscapes: bool = false;

export function clearPageEscapes(): void {
  pagesNeedEscapes = false;
}

/**
 * Decodes `count` plain values in [at, end) into spans at `out`. Numbers are written to `text`, PAGE_NUMBER_SIZE bytes each at
 * most. False when the page has fewer values.
 *
 *   page   | 4 | R E J E C T | 6 | A C C E P T |      u32 length, bytes: the span points into the page
 *   page   | 443 | 80 |                          -->  text   4 4 3 \0 8 0 \0
 *
 * Every value is a span of text, as in the other formats, so that all later loops work on Parquet too.
 */
export function decodeValues(type: u32, kind: u32, at: usize, end: usize, count: u32, out: usize, text: usize): bool {
  if (type == PAGE_BYTES) return decodeBytes(kind, at, end, count, out, text);
  const width: usize = type == PAGE_INT32 ? 4 : 8;
  if (<u64>count * width > <u64>(end - at)) return false;
  const flag: u64 = kind == TO_TEXT ? (<u64>TEXT) << 32 : 0;
  let to = text;
  for (let i: u32 = 0; i < count; i++) {
    const value = type == PAGE_INT32 ? <i64>load<i32>(at) : load<i64>(at);
    at += width;
    const start = to;
    if (kind >= TO_TIME_OF_UNITS) to = writeUnits(to, value, kind - TO_TIME_OF_UNITS);
    else to = kind == TO_TIME && value >= FIRST_MILLISECONDS ? writeUnits(to, value, 3) : writeSigned(to, value);
    store<u64>(out + ((<usize>i) << 3), ((<u64>to) << 32) | start | flag);
    store<u8>(to++, 0); // so that reading a number never runs into the next one
  }
  return true;
}

// @ts-ignore: decorator
@inline
function writeSigned(at: usize, value: i64): usize {
  if (value >= 0) return writeDigits(at, value);
  store<u8>(at, DASH);
  return writeDigits(at + 1, 0 - value);
}

/** A time in seconds, with its fraction: `digits` are those of a second's units. */
function writeUnits(at: usize, value: i64, digits: u32): usize {
  if (value < 0) store<u8>(at++, DASH);
  const count: u64 = value < 0 ? 0 - <u64>value : <u64>value;
  let unit: u64 = 1;
  for (let i: u32 = 0; i < digits; i++) unit *= 10;
  let to = writeDigits(at, count / unit);
  let rest = count % unit;
  if (!rest) return to;
  store<u8>(to++, DOT);
  for (unit /= 10; rest; unit /= 10) {
    store<u8>(to++, <u8>(ZERO + rest / unit));
    rest %= unit;
  }
  return to;
}

function decodeBytes(kind: u32, at: usize, end: usize, count: u32, out: usize, text: usize): bool {
  for (let i: u32 = 0; i < count; i++) {
    if (end - at < 4) return false;
    const length = <usize>load<u32>(at);
    // The bytes of this length follow the value before, and could be read as its digits: the zero ends it.
    store<u8>(at, 0);
    const start = at + 4;
    if (length > end - start) return false;
    at = start + length;
    let span = bytesSpan(kind, start, at);
    if (kind == TO_TIME && span && !(span >> 63)) {
      span = secondsOf(span, text);
      if (spanStart(span) == text) text += PAGE_NUMBER_SIZE;
    }
    store<u64>(out + ((<usize>i) << 3), span);
  }
  if (count) store<u8>(at, 0);
  return true;
}

/** A time in seconds, written at `text` if it was in milliseconds. */
function secondsOf(span: u64, text: usize): u64 {
  const start = spanStart(span);
  const end = <usize>(span >> 32);
  // A number of more than 18 digits is not a time in any unit.
  if (end - start < 12 || end - start > 18) return span;
  let value: i64 = 0;
  for (let p = start; p < end; p++) value = value * 10 + <i64>load<u8>(p) - ZERO;
  const to = writeUnits(text, value, 3);
  store<u8>(to, 0);
  return spanOf(text, to);
}

/** The span of a text, of a number where the column has numbers and the text is one, or of null, a hyphen in flow logs. */
// @ts-ignore: decorator
@inline
function bytesSpan(kind: u32, start: usize, end: usize): u64 {
  if (end - start == 1 && load<u8>(start) == DASH) return 0;
  const span = ((<u64>end) << 32) | start;
  if (kind != TO_TEXT && isNumber(start, end)) return span;
  if (!pagesNeedEscapes) pagesNeedEscapes = mayNeedEscapes(start, end);
  return span | ((<u64>TEXT) << 32);
}

function isNumber(start: usize, end: usize): bool {
  // The byte after the value may be a digit, so that skipNumber may go further.
  for (let p = start; p < end; p++) if (!isDigit(load<u8>(p))) return false;
  return end > start && (load<u8>(start) != ZERO || end - start == 1) && skipNumber(start) >= end;
}

/** Whether a byte may need an escape in JSON: a quote, a backslash, a control or one over 127. */
function mayNeedEscapes(start: usize, end: usize): bool {
  for (let p = start; p < end; p += 16) {
    const v = v128.load(p);
    const found = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(v, i8x16.splat(QUOTE)), i8x16.eq(v, i8x16.splat(BACKSLASH))),
        v128.or(i8x16.lt_u(v, i8x16.splat(FIRST_NOT_CONTROL)), v),
      ),
    );
    const rest = end - p;
    if (found & (rest >= 16 ? 0xffff : (1 << (<i32>rest)) - 1)) return true;
  }
  return false;
}

/** Begins a batch of `count` rows. Columns that putColumn does not fill keep what they had. */
export function beginRows(count: u32): void {
  clearTable();
  setRows(count);
  countLines(count);
  memory.fill(lines, 0, (<usize>count) << 3);
}

/** Puts spans into a column of the batch. The length of a row is the sum of its values' lengths. */
export function putColumn(source: usize, count: u32, column: u32): void {
  let cell = spans + ((<usize>column) << 3);
  for (let i: usize = 0; i < count; i++) {
    const span = load<u64>(source + (i << 3));
    store<u64>(cell, span);
    cell += stride;
    const length = <u32>lengthOf(span);
    store<u32>(lines + (i << 3), load<u32>(lines + (i << 3), 4) + length, 4);
  }
}
