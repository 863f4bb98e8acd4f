// Adds the label of a time's bin to each record's line. The host knows calendars and zones, and says where a bin begins and ends
// and what its label is; a cache of lastBin bins asks it about once per bin. Times are in milliseconds here. spread.ts divides a
// record over its bins.
import { BRACE_NEWLINE, CLOSE_BRACE, COMMA, NULL_WORD } from "../ascii";
import { copyPadded } from "../bytes";
import { skipBlanks } from "../scan/json";
import { float, INTEGER, integer, NONE, parseNumber } from "../number";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { lines, scratch, setScratch, spans, stride } from "../table";
import { takeInstant } from "../scan/value";
import { spanEnd, spanStart } from "../span";
import { SLACK } from "./write";

// @ts-ignore: decorator
@external("env", "boundBin")
declare function boundBin(time: f64, slot: usize): u32;

// A slot: { f64 low; f64 high; u32 length; 44 bytes of label, quotes included }; the host writes all but the length.
const SLOT_COUNT: usize = 1024;
const SLOT: usize = 64;
const HIGH: usize = 8;
const LABEL_LENGTH: usize = 16;
const LABEL: usize = 20;
export const LABEL_LIMIT: usize = 44;
const cache: usize = memory.data(<i32>SLOT_COUNT * <i32>SLOT, 16);
const hostBin: usize = memory.data(<i32>SLOT, 16);
/** Slots before its own in which the bin of a time may be: a bin is at most three times as long as usual. */
const REACH: i64 = 2;

/** A time from here on is in milliseconds: in seconds it would be the year 5138. */
const FIRST_MILLISECONDS: f64 = 1e11;
/** Milliseconds to the end of ECMAScript's calendar, 275760-09-13. */
const LAST_TIME: f64 = 8.64e15;
/** In milliseconds: more than a double's error at today's epoch, less than a microsecond. */
const TOLERANCE: f64 = 0.0005;

// The columns of the times: see packages/core/src/stage/bin.ts.
const START: usize = 0;
const END: usize = 1;

// Which time of a record decides its bin.
const AT_START: u32 = 0;
const AT_MIDDLE: u32 = 1;

/** The usual length of a bin; days and months may be shorter or longer. */
let binLength: f64 = 0;
let timeChoice: u32 = 0;
let countsLonger: bool = false;
let key: usize = 0;
let keyLength: usize = 0;
/** The slot of the bin used last. */
let lastBin: usize = cache;
/** Records without a usable time: their bin is null. */
export let untimed: f64 = 0;
/** Records that last longer than their bin, when that is counted. */
export let longer: f64 = 0;
/** Place of the list at which the last call stopped. */
export let binned: u32 = 0;

/** `span`: the usual length of a bin; `when`: which time; `watch`: count records longer than their bin; `keyAt`: `"bin":`. */
export function openBins(span: f64, when: u32, watch: bool, keyAt: usize, length: usize): void {
  binLength = span;
  timeChoice = when;
  countsLonger = watch;
  key = keyAt;
  keyLength = length;
  // Slots of zeros are free: no time is in a bin that ends where it begins.
  memory.fill(cache, 0, SLOT_COUNT * SLOT);
}

// @ts-ignore: decorator
@inline
export function lowOf(slot: usize): f64 {
  return load<f64>(slot);
}

// @ts-ignore: decorator
@inline
export function highOf(slot: usize): f64 {
  return load<f64>(slot, HIGH);
}

// @ts-ignore: decorator
@inline
function isIn(time: f64, slot: usize): bool {
  return time >= lowOf(slot) && time < highOf(slot);
}

/**
 * The slot of the bin that has a time; valid until the next call. Records come roughly in order, so that nearly all are in the
 * bin of the one before: two comparisons. Other bins are in the cache at the place of their low bound, or are asked of the host.
 */
// @ts-ignore: decorator
@inline
export function binOf(time: f64): usize {
  return isIn(time, lastBin) ? lastBin : otherBin(time);
}

// @ts-ignore: decorator
@inline
function placeOf(time: f64): i64 {
  return <i64>Math.floor(time / binLength);
}

function otherBin(time: f64): usize {
  const place = placeOf(time);
  for (let back: i64 = 0; back <= REACH; back++) {
    const slot = cache + ((<usize>(place - back)) & (SLOT_COUNT - 1)) * SLOT;
    if (isIn(time, slot)) {
      lastBin = slot;
      return slot;
    }
  }
  // A bin is stored at the place of its low bound, which the host has just computed.
  store<u32>(hostBin, boundBin(time, hostBin), LABEL_LENGTH);
  lastBin = cache + ((<usize>placeOf(lowOf(hostBin))) & (SLOT_COUNT - 1)) * SLOT;
  memory.copy(lastBin, hostBin, SLOT);
  return lastBin;
}

/** The time that readTime found last. */
export let time: f64 = 0;

/** Reads a span as a time, seconds or milliseconds; false when it is not a time of the calendar. */
export function readTime(span: u64): bool {
  if (!(<u32>span)) return false;
  const start = spanStart(span);
  const end = spanEnd(span);
  const kind = parseNumber(start, end);
  if (kind == NONE) return readInstant(start, end);
  const value = kind == INTEGER ? <f64>integer : float;
  time = value >= FIRST_MILLISECONDS ? value : value * 1000;
  if (kind != INTEGER) time = Math.floor(time + TOLERANCE);
  return abs(time) <= LAST_TIME;
}

/** A cell, and after it room for the seconds of an instant, which has 40 bytes at most. */
const instant: usize = memory.data(136, 8);

/** Reads a time in the spelling of ISO 8601 or SQL. */
function readInstant(start: usize, end: usize): bool {
  const before = scratch;
  setScratch(instant + 8);
  const found = takeInstant(start, end, instant);
  setScratch(before);
  if (!found) return false;
  const span = load<u64>(instant);
  const kind = parseNumber(spanStart(span), spanEnd(span));
  time = kind == INTEGER ? <f64>integer * 1000 : Math.floor(float * 1000 + TOLERANCE);
  return true;
}

// @ts-ignore: decorator
@inline
export function startOf(row: u32): u64 {
  return load<u64>(spans + <usize>row * stride + (START << 3));
}

// @ts-ignore: decorator
@inline
export function endOf(row: u32): u64 {
  return load<u64>(spans + <usize>row * stride + (END << 3));
}

/** Leaves the time that decides the bin in `time`; false when the record has none. */
// @ts-ignore: decorator
@inline
function readMoment(row: u32): bool {
  if (timeChoice == AT_START) return readTime(startOf(row));
  if (timeChoice != AT_MIDDLE) return readTime(endOf(row));
  if (!readTime(startOf(row))) return false;
  const start = time;
  if (!readTime(endOf(row))) return false;
  time = Math.floor((start + time) / 2);
  return true;
}

/** The first place of the list, from `from` on, whose row has a column from `first` on, even if it is null; else `count`. */
export function findPresent(list: usize, from: u32, count: u32, first: u32, columns: u32): u32 {
  for (let i = from; i < count; i++) {
    const row = spans + <usize>load<u32>(list + ((<usize>i) << 2)) * stride;
    for (let c = first; c < columns; c++) if (load<u64>(row + ((<usize>c) << 3))) return i;
  }
  return count;
}

/**
 * Copies the listed lines, each with its bin added at the end, to `out`, up to `limit`. Returns the position after them. A line
 * is one copy, without its closing brace, and one of the label: no value but the time is looked at.
 */
export function writeBinned(list: usize, from: u32, count: u32, out: usize, limit: usize): usize {
  let i = from;
  while (i < count) {
    const row = load<u32>(list + ((<usize>i) << 2));
    const line = lines + ((<usize>row) << 3);
    const start = <usize>load<u32>(line);
    const last = <usize>load<u32>(line, 4) - 1; // the closing brace
    const room = last - start + keyLength + LABEL_LIMIT + <usize>SLACK;
    if (out + room > limit) break;
    setBound(IN_OUTPUT, out + room);
    i++;
    memory.copy(out, start, last - start);
    out += last - start;
    if (!isEmpty(start)) store<u8>(out++, COMMA);
    const slot: usize = readMoment(row) ? binOf(time) : 0;
    if (!slot) untimed++;
    else if (countsLonger) countIfLonger(row, time, slot);
    out = writeBin(out, slot);
    store<u16>(out, BRACE_NEWLINE);
    out += 2;
  }
  clearBound(IN_OUTPUT);
  binned = i;
  return out;
}

/** Whether the object that begins at `start` has no member. */
// @ts-ignore: decorator
@inline
export function isEmpty(start: usize): bool {
  return load<u8>(skipBlanks(start + 1)) == CLOSE_BRACE;
}

function countIfLonger(row: u32, start: f64, slot: usize): void {
  if (readTime(endOf(row)) && time - start > highOf(slot) - lowOf(slot)) longer++;
}

/** Writes `"bin":` and the label of the slot, or null. */
export function writeBin(out: usize, slot: usize): usize {
  copyPadded(out, key, keyLength);
  out += keyLength;
  if (!slot) {
    store<u32>(out, NULL_WORD);
    return out + 4;
  }
  const n = <usize>load<u32>(slot, LABEL_LENGTH);
  copyPadded(out, slot + LABEL, n);
  return out + n;
}

export function countUntimed(): void {
  untimed++;
}
