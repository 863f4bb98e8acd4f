// Divides records over the bins that they last: a line for each bin, with the bin's share of the counts (bytes, packets)
// in their places and all else as it was. Shares are the steps between running totals, each total a whole number nearest
// to the exact one, so that they add up to what was there. A record may go on in the next call, when the output is full.
import { COMMA, ZERO } from "../ascii";
import { binOf, countUntimed, endOf, highOf, isEmpty, LABEL_LIMIT, readTime, startOf, time, writeBin } from "./bin";
import { copyPadded } from "../bytes";
import { float, INTEGER, integer, NONE, parseNumber, writeInteger } from "../number";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { lines, spans, stride } from "../table";
import { TEXT, spanEnd, spanStart } from "../span";

// @ts-ignore: decorator
@external("env", "writeShare")
declare function writeShare(text: usize, length: u32, from: f64, to: f64, whole: f64, out: usize): u32;

const NULL_WORD: u32 = 0x6c6c756e;
/** The first column of a count: see src/stage/bin.ts. */
const COUNTS: usize = 2;

// Per count that has bounds { u32 text of the low one's key; u32 length; u32 of the high one's; u32 length; u32 place of the
// count among the values, or NO_VALUE }.
const BOUND: usize = 20;
const NO_VALUE: u32 = 0xffffffff;
// Per value that is divided, in their order { u32 start; u32 end; u32 kind; u32 TEXT or 0; i64 total; i64 given so far }.
const VALUE: usize = 32;
const VALUE_LIMIT: u32 = 16;
const values: usize = memory.data(16 * 32, 16);
/** A number that is no 63-bit integer is the host's to divide: bytes of its text and of a share of it at most. */
const HOST_TEXT_LIMIT: usize = 64;
const HOST_SHARE_LIMIT: usize = 512;
/** A record over more bins is not divided: no flow lasts that long, and one wrong time would flood the output. */
const BIN_LIMIT: f64 = 1000000;

let counts: u32 = 0;
let bounds: usize = 0;
let boundCount: u32 = 0;
let boundLength: usize = 0;
let usual: f64 = 0;

/** Records without a usable end, or with one before the start, or over more bins than BIN_LIMIT: put whole. */
export let undivided: f64 = 0;
/** Values of counts that are no numbers. */
export let uncounted: f64 = 0;
/** Lines written beyond one a record. */
export let extra: f64 = 0;
/** How many places of the list have been worked off. */
export let spread: u32 = 0;

/** `bounds`: keys for the bounds of the first `boundCount` of the count columns, `textLength` bytes in all. */
export function openSpread(span: f64, countColumns: u32, boundsAt: usize, boundColumns: u32, textLength: usize): void {
  usual = span;
  counts = countColumns;
  bounds = boundsAt;
  boundCount = boundColumns;
  boundLength = textLength;
}

// ---- the record at hand

let valueCount: u32 = 0;
let start: f64 = 0;
let end: f64 = 0;
/** Where the next bin begins. */
let next: f64 = 0;
/** The record is in several bins. */
let divided: bool = false;
let underWay: bool = false;
let room: usize = 0;

/** Writes the listed records, a line for each of their bins. */
export function writeSpread(list: usize, from: u32, count: u32, out: usize, limit: usize): usize {
  let i = from;
  while (i < count) {
    const row = load<u32>(list + ((<usize>i) << 2));
    const line = lines + ((<usize>row) << 3);
    const lineStart = <usize>load<u32>(line);
    const last = <usize>load<u32>(line, 4) - 1; // the closing brace
    if (!underWay) begin(row, lineStart, last);
    while (underWay) {
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
  underWay = true;
  findTimes(row);
  room = (last - lineStart) * (boundCount ? 3 : 1) + boundLength + LABEL_LIMIT + 256;
  valueCount = 0;
  for (let c: u32 = 0; c < counts; c++) {
    if (c < boundCount) store<u32>(bounds + <usize>c * BOUND, NO_VALUE, 16);
    const span = load<u64>(spans + <usize>row * stride + ((COUNTS + <usize>c) << 3));
    if (<u32>span) addValue(c, span, lineStart, last);
  }
}

/** Leaves the record's bounds in `start` and `end`, and whether it is to be divided. */
function findTimes(row: u32): void {
  divided = false;
  start = NaN;
  if (!readTime(startOf(row))) {
    countUntimed();
    return;
  }
  start = time;
  next = time;
  if (!readTime(endOf(row)) || time < start || (time - start) / usual > BIN_LIMIT) {
    undivided++;
    return;
  }
  end = time;
  divided = end > highOf(binOf(start));
}

/** Takes a count's value among those to divide, which stand in the order of their places. */
function addValue(column: u32, span: u64, lineStart: usize, last: usize): void {
  const from = spanStart(span);
  const to = spanEnd(span);
  const kind = parseNumber(from, to);
  // A text whose escapes were decoded does not stand in the line.
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
    const held = load<u32>(bounds + <usize>c * BOUND, 16);
    if (held != NO_VALUE && held >= place) store<u32>(bounds + <usize>c * BOUND, held + 1, 16);
  }
  if (column < boundCount) store<u32>(bounds + <usize>column * BOUND, place, 16);
  const value = values + <usize>place * VALUE;
  store<u32>(value, <u32>from);
  store<u32>(value, <u32>to, 4);
  store<u32>(value, kind, 8);
  store<u32>(value, (<u32>(span >> 32)) & TEXT, 12);
  store<i64>(value, integer, 16);
  store<i64>(value, 0, 24);
  room += kind == INTEGER ? 24 : HOST_SHARE_LIMIT;
}

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
      p = load<u32>(value, 4);
    }
  }
  memory.copy(out, p, last - p);
  out += last - p;
  if (!isEmpty(lineStart)) store<u8>(out++, COMMA);
  out = writeBin(out, slot);
  for (let c: u32 = 0; c < boundCount; c++) out = writeBounds(out, bounds + <usize>c * BOUND);
  store<u16>(out, 0x0a7d);
  underWay = divided && to < end;
  if (underWay) extra++;
  next = to;
  return out + 2;
}

/** Writes what the record carried from `next` on up to `to`. */
function writeValueShare(out: usize, value: usize, to: f64): usize {
  const from = <usize>load<u32>(value);
  const length = load<u32>(value, 4) - <u32>from;
  if (load<u32>(value, 8) == INTEGER) {
    const total = runningTotal(load<i64>(value, 16), <u64>(to - start), <u64>(end - start));
    const share = total - load<i64>(value, 24);
    store<i64>(value, total, 24);
    return writeInteger(out, share);
  }
  const written = writeShare(from, length, next - start, to - start, end - start, out);
  if (written) return out + <usize>written;
  copyPadded(out, from, length);
  return out + <usize>length;
}

/** The whole number nearest to amount * part / whole; of two, the one further from zero. part <= whole < 2^55. */
function runningTotal(amount: i64, part: u64, whole: u64): i64 {
  const size = <u64>(amount < 0 ? -amount : amount);
  const rest = size % whole;
  let total = (size / whole) * part;
  if (whole < 0x80000000) total += (rest * part + whole / 2) / whole;
  else {
    // rest * part may need more than 64 bits: long multiplication, with the division done on the way.
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

/** Writes the least and the most that the bin can have of a count: nothing and all of it when there are more bins. */
function writeBounds(out: usize, bound: usize): usize {
  const place = load<u32>(bound, 16);
  out = writeBound(out, bound, place, divided);
  return writeBound(out, bound + 8, place, false);
}

function writeBound(out: usize, key: usize, place: u32, isNothing: bool): usize {
  const n = <usize>load<u32>(key, 4);
  copyPadded(out, load<u32>(key), n);
  out += n;
  if (place == NO_VALUE) {
    store<u32>(out, NULL_WORD);
    return out + 4;
  }
  if (isNothing) {
    store<u8>(out, ZERO);
    return out + 1;
  }
  const value = values + <usize>place * VALUE;
  const quotes: usize = load<u32>(value, 12) ? 1 : 0;
  const from = <usize>load<u32>(value) - quotes;
  const length = <usize>load<u32>(value, 4) + quotes - from;
  memory.copy(out, from, length);
  return out + length;
}
