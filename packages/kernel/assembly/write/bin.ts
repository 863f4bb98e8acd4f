// Adds one field to each record's line: the label of the bin of a time. Where a bin begins and ends, and what it is
// called, comes from the host, which knows calendars and zones; the bins met last are kept, so that it is asked about
// once a bin. Times are milliseconds here. Dividing a record over its bins is left to spread.ts.
import { CLOSE_BRACE, COMMA } from "../ascii";
import { copyPadded } from "../bytes";
import { skipBlanks } from "../scan/json";
import { float, INTEGER, integer, NONE, parseNumber } from "../number";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { lines, scratch, setScratch, spans, stride } from "../table";
import { takeInstant } from "../scan/value";
import { spanEnd, spanStart } from "../span";

// @ts-ignore: decorator
@external("env", "boundBin")
declare function boundBin(time: f64, slot: usize): u32;

// A slot: { f64 low; f64 high; u32 length; 44 bytes of label, quotes included }; the host writes all but the length.
const SLOT_COUNT: usize = 1024;
const SLOT: usize = 64;
const cache: usize = memory.data(1024 * 64, 16);
const answer: usize = memory.data(64, 16);
const LABEL: usize = 20;
export const LABEL_LIMIT: usize = 44;
/** How far behind its own place of the cache the bin of a time may stand: bins are at most thrice as long as usual. */
const REACH: i64 = 2;

/** A time of more is in milliseconds: as seconds it is the year 5138. */
const MILLISECONDS: f64 = 1e11;
/** Milliseconds to the end of the calendar (ECMAScript's, 275760-09-13). */
const LAST: f64 = 8.64e15;
/** Of a millisecond: more than a double's error at today's epoch, less than a microsecond. */
const TOLERANCE: f64 = 0.0005;

// Where the columns stand: see src/stage/bin.ts.
const START: usize = 0;
const END: usize = 1;

// Which time of a record counts.
const AT_START: u32 = 0;
const AT_MIDDLE: u32 = 1;

let usual: f64 = 0;
let at: u32 = 0;
let watching: bool = false;
let key: usize = 0;
let keyLength: usize = 0;
/** The bin met last. */
let recent: usize = cache;
/** Records without a usable time: their bin is null. */
export let untimed: f64 = 0;
/** Records that last longer than their bin, when that is watched. */
export let longer: f64 = 0;
/** How many places of the list the last call has worked off. */
export let binned: u32 = 0;

/** `span`: the usual length of a bin; `keyAt`: the text `"bin":`; `watch`: count the records longer than their bin. */
export function openBins(span: f64, when: u32, watch: bool, keyAt: usize, length: usize): void {
  usual = span;
  at = when;
  watching = watch;
  key = keyAt;
  keyLength = length;
  // No time is in a bin that ends where it begins.
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
  return load<f64>(slot, 8);
}

// @ts-ignore: decorator
@inline
function isIn(time: f64, slot: usize): bool {
  return time >= lowOf(slot) && time < highOf(slot);
}

/** The slot of the bin in which a time lies; good until the next call. */
// @ts-ignore: decorator
@inline
export function binOf(time: f64): usize {
  return isIn(time, recent) ? recent : otherBin(time);
}

// @ts-ignore: decorator
@inline
function placeOf(time: f64): i64 {
  return <i64>Math.floor(time / usual);
}

function otherBin(time: f64): usize {
  const place = placeOf(time);
  for (let back: i64 = 0; back <= REACH; back++) {
    const slot = cache + ((<usize>(place - back)) & (SLOT_COUNT - 1)) * SLOT;
    if (isIn(time, slot)) {
      recent = slot;
      return slot;
    }
  }
  // A bin is kept at the place of its low bound, which is not known before.
  store<u32>(answer, boundBin(time, answer), 16);
  recent = cache + ((<usize>placeOf(lowOf(answer))) & (SLOT_COUNT - 1)) * SLOT;
  memory.copy(recent, answer, SLOT);
  return recent;
}

/** The time that the last call of readTime found. */
export let time: f64 = 0;

/** Reads a span as a time; false when it is none of the calendar. */
export function readTime(span: u64): bool {
  if (!(<u32>span)) return false;
  const start = spanStart(span);
  const end = spanEnd(span);
  const kind = parseNumber(start, end);
  if (kind == NONE) return readInstant(start, end);
  const value = kind == INTEGER ? <f64>integer : float;
  time = value >= MILLISECONDS ? value : value * 1000;
  if (kind != INTEGER) time = Math.floor(time + TOLERANCE);
  return abs(time) <= LAST;
}

/** A cell, and behind it room for the seconds of an instant of 40 bytes at most. */
const instant: usize = memory.data(136, 8);

/** Reads a time as ISO 8601 or SQL write it; a time of the calendar is never in milliseconds. */
function readInstant(start: usize, end: usize): bool {
  const kept = scratch;
  setScratch(instant + 8);
  const found = takeInstant(start, end, instant);
  setScratch(kept);
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

/** Leaves the time that counts in `time`; false when the record has none. */
// @ts-ignore: decorator
@inline
function readMoment(row: u32): bool {
  if (at == AT_START) return readTime(startOf(row));
  if (at != AT_MIDDLE) return readTime(endOf(row));
  if (!readTime(startOf(row))) return false;
  const start = time;
  if (!readTime(endOf(row))) return false;
  time = Math.floor((start + time) / 2);
  return true;
}

/** The first place of the list, from `from` on, where a column from `first` on has something, a null even. */
export function findGiven(list: usize, from: u32, count: u32, first: u32, columns: u32): u32 {
  for (let i = from; i < count; i++) {
    const row = spans + <usize>load<u32>(list + ((<usize>i) << 2)) * stride;
    for (let c = first; c < columns; c++) if (load<u64>(row + ((<usize>c) << 3))) return i;
  }
  return count;
}

/** Copies the listed lines with the bin added at their end. */
export function writeBinned(list: usize, from: u32, count: u32, out: usize, limit: usize): usize {
  let i = from;
  while (i < count) {
    const row = load<u32>(list + ((<usize>i) << 2));
    const line = lines + ((<usize>row) << 3);
    const start = <usize>load<u32>(line);
    const last = <usize>load<u32>(line, 4) - 1; // the closing brace
    const room = last - start + keyLength + LABEL_LIMIT + 64;
    if (out + room > limit) break;
    setBound(IN_OUTPUT, out + room);
    i++;
    memory.copy(out, start, last - start);
    out += last - start;
    if (!isEmpty(start)) store<u8>(out++, COMMA);
    const slot: usize = readMoment(row) ? binOf(time) : 0;
    if (!slot) untimed++;
    else if (watching) compareLength(row, time, slot);
    out = writeBin(out, slot);
    store<u16>(out, 0x0a7d);
    out += 2;
  }
  clearBound(IN_OUTPUT);
  binned = i;
  return out;
}

/** The object that begins there has no member. */
// @ts-ignore: decorator
@inline
export function isEmpty(start: usize): bool {
  return load<u8>(skipBlanks(start + 1)) == CLOSE_BRACE;
}

function compareLength(row: u32, start: f64, slot: usize): void {
  if (readTime(endOf(row)) && time - start > highOf(slot) - lowOf(slot)) longer++;
}

/** Writes `"bin":` and the label of the slot, or null. */
export function writeBin(out: usize, slot: usize): usize {
  copyPadded(out, key, keyLength);
  out += keyLength;
  if (!slot) {
    store<u32>(out, 0x6c6c756e);
    return out + 4;
  }
  const n = <usize>load<u32>(slot, 16);
  copyPadded(out, slot + LABEL, n);
  return out + n;
}

export function countUntimed(): void {
  untimed++;
}
