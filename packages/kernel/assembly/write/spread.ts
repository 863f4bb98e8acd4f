// Divides records over the bins that they last: writes a line per bin, with the bin's share of the counts (bytes, packets) in their
// places and all else unchanged. A share is the difference of two running totals, each the whole number nearest to the exact
// total, so that the shares add up to the count. When the output is full, a record goes on in the next call.
import { BRACE_NEWLINE, COMMA, NULL_WORD, ZERO } from "../ascii";
import { binOf, countUntimed, endOf, highOf, isEmpty, LABEL_LIMIT, readTime, startOf, time, writeBin } from "./bin";
import { copyPadded } from "../bytes";
import { float, INTEGER, integer, NONE, parseNumber, writeInteger } from "../number";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { lines, spans, stride } from "../table";
import { TEXT, spanEnd, spanStart } from "../span";

// @ts-ignore: decorator
@external("env", "writeShare")
declare function writeShare(text: usize, length: u32, from: f64, to: f64, whole: f64, out: usize): u32;

/** The first column of a count: see packages/core/src/stage/bin.ts. */
const COUNTS: usize = 2;

// Per count that has bounds { u32 text of the low one's key; u32 length; u32 of the high one's; u32 length; u32 place of the
// count among the values, or NO_VALUE }.
const BOUND: usize = 20;
const BOUND_HIGH: usize = 8;
const BOUND_VALUE: usize = 16;
const NO_VALUE: u32 = 0xffffffff;
// Per divided value, in the order of the line { u32 start; u32 end; u32 kind; u32 TEXT or 0; i64 total; i64 sum of the shares
// written so far }.
const VALUE: usize = 32;
const VALUE_END: usize = 4;
const VALUE_KIND: usize = 8;
const VALUE_TEXT: usize = 12;
const VALUE_TOTAL: usize = 16;
const VALUE_WRITTEN: usize = 24;
const VALUE_LIMIT: u32 = 16;
const values: usize = memory.data(<i32>VALUE_LIMIT * <i32>VALUE, 16);
const INTEGER_LENGTH: usize = 24;
/** The host divides numbers that are not 63-bit integers: bytes of such a number and of one share at most. */
const HOST_TEXT_LIMIT: usize = 64;
const HOST_SHARE_LIMIT: usize = 512;
/** A record in more bins is not divided: no flow lasts that long, and one wrong time would flood the output. */
const BIN_LIMIT: f64 = 1000000;

let counts: u32 = 0;
let bounds: usize = 0;
let boundCount: u32 = 0;
let boundLength: usize = 0;
let binLength: f64 = 0;

/** Records that were not divided: without a usable end, with an end before the start, or in more than BIN_LIMIT bins. */
export let undivided: f64 = 0;
/** Values of count columns that are not numbers. */
export let uncounted: f64 = 0;
/** Lines written in addition to one per record. */
export let extra: f64 = 0;
/** Place of the list at which the last call stopped. */
export let spread: u32 = 0;

/**
 * `span`: the binLength length of a bin; `boundsAt`: the keys of the bounds of the first `boundColumns` count columns, `textLength`
 * bytes in all.
 */
export function openSpread(span: f64, countColumns: u32, boundsAt: usize, boundColumns: u32, textLength: usize): void {
  binLength = span;
  counts = countColumns;
  bounds = boundsAt;
  boundCount = boundColumns;
  boundLength = textLength;
}

// ---- the record being written

let valueCount: u32 = 0;
let start: f64 = 0;
let end: f64 = 0;
/** Start of the next bin. */
let next: f64 = 0;
/** The record is in several bins. */
let divided: bool = false;
/** The record has lines left to write. */
let isUnfinished: bool = false;
/** Bytes that a line of the record takes at most. */
let room: usize = 0;

/**
 * Writes the listed records, a line per bin, to `out`, up to `limit`. Returns the position after them.
 *
 *   record   start 10:58, end 11:03, bytes 1000            bins of 5 minutes
 *   totals   at 11:00  400      at 11:03 (end)  1000       nearest whole numbers of 1000 * elapsed / 300 s
 *   shares   400                600                        differences: they add up to 1000
 */
export function writeSpread(list: usize, from: u32, count: u32, out: usize, limit: usize): usize {
  let i = from;
  while (i < count) {
    const row = load<u32>(list + ((<usize>i) << 2));
    const line = lines + ((<usize>row) << 3);
    const lineStart = <usize>load<u32>(line);
    const last = <usize>load<u32>(line, 4) - 1; // the closing brace
    if (!isUnfinished) begin(row, lineStart, last);
    while (isUnfinished) {
      if (out + room > limit) {
        spread = i;
        return out;
      }
      setBound(IN_OUTPUT, out + room);
      out = writePart(out, row, lineStart, last);
      clearBound(IN_OUTPUT);
    }
    i++;
  }
  spread = i;
  return out;
}

function begin(row: u32, lineStart: usize, last: usize): void {
  isUnfinished = true;
  findTimes(row);
  room = (last - lineStart) * (boundCount ? 3 : 1) + boundLength + LABEL_LIMIT + 256;
  valueCount = 0;
  for (let c: u32 = 0; c < counts; c++) {
    if (c < boundCount) store<u32>(bounds + <usize>c * BOUND, NO_VALUE, BOUND_VALUE);
    const span = load<u64>(spans + <usize>row * stride + ((COUNTS + <usize>c) << 3));
    if (<u32>span) addValue(c, span, lineStart, last);
  }
}

/** Sets `start`, `end` and `divided` for the record. */
function findTimes(row: u32): void {
  divided = false;
  start = NaN;
  if (!readTime(startOf(row))) {
    countUntimed();
    return;
  }
  start = time;
  next = time;
  if (!readTime(endOf(row)) || time < start || (time - start) / binLength > BIN_LIMIT) {
    undivided++;
    return;
  }
  end = time;
  divided = end > highOf(binOf(start));
}

/** Adds the value of a count to those to divide, in the order of their positions in the line. */
function addValue(column: u32, span: u64, lineStart: usize, last: usize): void {
  const from = spanStart(span);
  const to = spanEnd(span);
  const kind = parseNumber(from, to);
  // A text whose escapes were decoded is in the scratch region, not in the line.
  const isInLine = from > lineStart && to <= last;
  const isTooMuch = kind != INTEGER && (to - from > HOST_TEXT_LIMIT || !isFinite(float));
  if (kind == NONE || !isInLine || isTooMuch || valueCount == VALUE_LIMIT) {
    if (divided) uncounted++;
    return;
  }
  let place = valueCount++;
  while (place && load<u32>(values + <usize>(place - 1) * VALUE) > <u32>from) {
    memory.copy(values + <usize>place * VALUE, values + <usize>(place - 1) * VALUE, VALUE);
    place--;
  }
  for (let c: u32 = 0; c < min(column, boundCount); c++) {
    const other = load<u32>(bounds + <usize>c * BOUND, BOUND_VALUE);
    if (other != NO_VALUE && other >= place) store<u32>(bounds + <usize>c * BOUND, other + 1, BOUND_VALUE);
  }
  if (column < boundCount) store<u32>(bounds + <usize>column * BOUND, place, BOUND_VALUE);
  const value = values + <usize>place * VALUE;
  store<u32>(value, <u32>from);
  store<u32>(value, <u32>to, VALUE_END);
  store<u32>(value, kind, VALUE_KIND);
  store<u32>(value, (<u32>(span >> 32)) & TEXT, VALUE_TEXT);
  store<i64>(value, integer, VALUE_TOTAL);
  store<i64>(value, 0, VALUE_WRITTEN);
  room += kind == INTEGER ? INTEGER_LENGTH : HOST_SHARE_LIMIT;
}

/** Writes the line of the bin that begins at `next`, without a check of the room. */

function writePart(out: usize, row: u32, lineStart: usize, last: usize): usize {
  const slot: usize = isNaN(start) ? 0 : binOf(next);
  const to = divided ? min(highOf(slot), end) : 0;
  let p = lineStart;
  if (divided) {
    for (let v: u32 = 0; v < valueCount; v++) {
      const value = values + <usize>v * VALUE;
      const from = <usize>load<u32>(value);
      memory.copy(out, p, from - p);
      out = writeValueShare(out + (from - p), value, to);
      p = load<u32>(value, VALUE_END);
    }
  }
  memory.copy(out, p, last - p);
  out += last - p;
  if (!isEmpty(lineStart)) store<u8>(out++, COMMA);
  out = writeBin(out, slot);
  for (let c: u32 = 0; c < boundCount; c++) out = writeBounds(out, bounds + <usize>c * BOUND);
  store<u16>(out, BRACE_NEWLINE);
  isUnfinished = divided && to < end;
  if (isUnfinished) extra++;
  next = to;
  return out + 2;
}

/** Writes the share of a value for the time from `next` to `to`. */
function writeValueShare(out: usize, value: usize, to: f64): usize {
  const from = <usize>load<u32>(value);
  const length = load<u32>(value, VALUE_END) - <u32>from;
  if (load<u32>(value, VALUE_KIND) == INTEGER) {
    const total = runningTotal(load<i64>(value, VALUE_TOTAL), <u64>(to - start), <u64>(end - start));
    const share = total - load<i64>(value, VALUE_WRITTEN);
    store<i64>(value, total, VALUE_WRITTEN);
    return writeInteger(out, share);
  }
  const written = writeShare(from, length, next - start, to - start, end - start, out);
  if (written) return out + <usize>written;
  copyPadded(out, from, length);
  return out + <usize>length;
}

/** The whole number nearest to amount * part / whole, halves away from zero. part <= whole < 2^55. */
function runningTotal(amount: i64, part: u64, whole: u64): i64 {
  const size = <u64>(amount < 0 ? -amount : amount);
  const rest = size % whole;
  let total = (size / whole) * part;
  if (whole < 0x80000000) total += (rest * part + whole / 2) / whole;
  else {
    // rest * part may need more than 64 bits: long multiplication, with the division in each step.
    let quotient: u64 = 0;
    let remainder: u64 = 0;
    for (let bit: i32 = 63; bit >= 0; bit--) {
      remainder = 2 * remainder + ((part >> bit) & 1) * rest;
      quotient = 2 * quotient + remainder / whole;
      remainder %= whole;
    }
    total += quotient + (remainder >= whole - remainder ? 1 : 0);
  }
  return amount < 0 ? -(<i64>total) : <i64>total;
}

/** Writes the smallest and the largest part of a count that the bin can have: 0 and all of it when the record is divided. */
function writeBounds(out: usize, bound: usize): usize {
  const place = load<u32>(bound, BOUND_VALUE);
  out = writeBound(out, bound, place, divided);
  return writeBound(out, bound + BOUND_HIGH, place, false);
}

function writeBound(out: usize, key: usize, place: u32, isZero: bool): usize {
  const n = <usize>load<u32>(key, 4);
  copyPadded(out, load<u32>(key), n);
  out += n;
  if (place == NO_VALUE) {
    store<u32>(out, NULL_WORD);
    return out + 4;
  }
  if (isZero) {
    store<u8>(out, ZERO);
    return out + 1;
  }
  const value = values + <usize>place * VALUE;
  const quotes: usize = load<u32>(value, VALUE_TEXT) ? 1 : 0;
  const from = <usize>load<u32>(value) - quotes;
  const length = <usize>load<u32>(value, VALUE_END) + quotes - from;
  memory.copy(out, from, length);
  return out + length;
}
