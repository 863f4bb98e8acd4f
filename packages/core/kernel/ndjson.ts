// NDJSON lines to spans, the quick path: a record is expected to look like an earlier one. A layout is the text between
// the scalar values of a record (`{"version":`, `,"account_id":`, ..., `}`), and a record fits it when each of those
// texts stands where it should and a scalar between them; then its values are known without reading a key. A record that
// fits no layout is read by json.ts, and its own text becomes one more layout.
import { EXPECTED_END, EXPECTED_LESS_DEPTH, expected, faultAt } from "./fault";
import {
  countStranger,
  exact,
  isExact,
  flat,
  leafCount,
  learnable,
  leaves,
  readRecord,
  skipBlanks,
  skipScalar,
} from "./json";
import {
  addBad,
  BAD_DEPTH,
  BAD_JSON,
  BAD_LIMIT,
  BAD_NOT_OBJECT,
  BAD_VALUE,
  badLines,
  clearTable,
  countBlank,
  lines,
  maxRows,
  NULL_GIVEN,
  countLines,
  lineAgain,
  setPosition,
  setRows,
  spans,
  stride,
  TEXT,
} from "./table";
import { typeRow, wrongColumn, wrongEnd, wrongStart } from "./value";

// A layout: { u32 entry count; u32 flat } and then per entry { u32 text; u32 length; i32 column; u32 mask; u32 usual; u32
// unusual }: the text before a value, its first 16 bytes compared under the mask, and the length that the value had last
// time, as long as that is a good guess. The last entry is the text behind the last value.
const LAYOUT_LIMIT: u32 = 16;
const ENTRY: usize = 24;
const LAYOUT_SIZE: usize = 8 + 257 * 24;
/** Wrong guesses after which the length of a value is not guessed any more. */
const GUESS_LIMIT: u32 = 64;
const NO_GUESS: u32 = 0xffffffff;
const TEXT_SIZE: usize = 16384;
const layouts: usize = memory.data(16 * (8 + 257 * 24), 16);
const layoutTexts: usize = memory.data(16 * 16384, 16);
let layoutCount: u32 = 0;
let current: u32 = 0;
/** Where the next layout goes once all places are taken. */
let oldest: u32 = 0;

/** Forgets every layout: the wanted columns have changed. */
export function forgetLayouts(): void {
  layoutCount = 0;
  current = 0;
  oldest = 0;
}

// @ts-ignore: decorator
@inline
function standsAt(p: usize, entry: usize): bool {
  const text = <usize>load<u32>(entry);
  const mask = load<i32>(entry, 12);
  if ((i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(text))) & mask) != mask) return false;
  const length = <usize>load<u32>(entry, 4);
  for (let i: usize = 16; i < length; i++) if (load<u8>(p + i) != load<u8>(text + i)) return false;
  return true;
}

/**
 * The end e of the value at s. Where the value has its usual length the end is reckoned from that: the same number, but
 * the processor need not wait for the search of e before it goes on to the next value (a seventh of the scan's time).
 */
// @ts-ignore: decorator
@inline
function endOf(entry: usize, s: usize, e: usize): usize {
  const usual = load<u32>(entry, 16);
  if (e - s == <usize>usual) return s + <usize>usual;
  if (usual != NO_GUESS) guessAgain(entry, <u32>(e - s));
  return e;
}

function guessAgain(entry: usize, length: u32): void {
  const unusual = load<u32>(entry, 20) + 1;
  store<u32>(entry, unusual, 20);
  store<u32>(entry, unusual > GUESS_LIMIT ? NO_GUESS : length, 16);
}

/** Position behind the record at p if it fits the layout, its wanted values put into the row; else 0. */
function readByLayout(p: usize, layout: usize, row: usize): usize {
  const quote = i8x16.splat(34);
  const backslash = i8x16.splat(92);
  const control = i8x16.splat(31);
  const zero = i8x16.splat(48);
  const nine = i8x16.splat(9);
  const skips = load<u32>(layout, 4) != 0;
  const first = layout + 8;
  let entry = first;
  const last = entry + <usize>(load<u32>(layout) - 1) * ENTRY;
  // Not memory.fill: for a few words its call costs more than the work.
  for (let cell = row; cell < row + stride; cell += 8) store<u64>(cell, 0);
  while (true) {
    while (!standsAt(p, entry)) {
      // A field may be left out, but no bracket, nor the first one, which brings the bracket with it.
      if (!skips || exact || entry >= last || entry == first) return 0;
      entry += ENTRY;
    }
    p += load<u32>(entry, 4);
    if (entry == last) return p;
    const column = load<i32>(entry, 8);
    let value: u64;
    if (load<u8>(p) == 34) {
      const s = ++p;
      while (true) {
        const v = v128.load(p);
        const found = i8x16.bitmask(
          v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, backslash)), i8x16.le_u(v, control)),
        );
        if (found) {
          p += ctz(found);
          break;
        }
        p += 16;
      }
      p = endOf(entry, s, p);
      if (load<u8>(p) != 34) return 0;
      value = ((<u64>(<u32>p | TEXT)) << 32) | <u64>s;
      p++;
    } else {
      const s = p;
      const found = i8x16.bitmask(i8x16.gt_u(i8x16.sub(v128.load(p), zero), nine));
      const n = <usize>ctz(found);
      const next = load<u8>(p + n);
      // Plain integers here; a fraction, an exponent, a sign, a word, or more than 15 digits take the longer way.
      if (found && n && (next == 44 || next == 125) && (n == 1 || load<u8>(p) != 48)) {
        p = endOf(entry, s, s + n);
        value = (<u64>p << 32) | <u64>s;
      } else {
        const end = skipScalar(p);
        if (!end) return 0;
        value = load<u8>(p) == 110 ? NULL_GIVEN : (<u64>end << 32) | <u64>s;
        p = end;
      }
    }
    if (column >= 0) store<u64>(row + (<usize>column << 3), value);
    entry += ENTRY;
  }
}

/** Makes a layout of the record [start, end) that json.ts has just read. */
function learn(start: usize, end: usize): void {
  if (!learnable || leafCount == 0 || end - start > TEXT_SIZE) return;
  let place = layoutCount;
  if (place == LAYOUT_LIMIT) {
    place = oldest;
    oldest = (oldest + 1) % LAYOUT_LIMIT;
  } else layoutCount++;
  const layout = layouts + <usize>place * LAYOUT_SIZE;
  let text = layoutTexts + <usize>place * TEXT_SIZE;
  store<u32>(layout, leafCount + 1);
  store<u32>(layout, flat ? 1 : 0, 4);
  let from = start;
  for (let i: u32 = 0; i <= leafCount; i++) {
    const leaf = leaves + <usize>i * 12;
    const to = i == leafCount ? end : <usize>load<u32>(leaf);
    const length = to - from;
    memory.copy(text, from, length);
    const entry = layout + 8 + <usize>i * ENTRY;
    store<u32>(entry, <u32>text);
    store<u32>(entry, <u32>length, 4);
    store<i32>(entry, i == leafCount ? -1 : load<i32>(leaf, 8), 8);
    store<u32>(entry, length >= 16 ? 0xffff : (1 << <u32>length) - 1, 12);
    store<u64>(entry, 0, 16);
    text += length;
    if (i < leafCount) from = load<u32>(leaf, 4);
  }
  current = place;
}

/** Where a record stands that is taken whatever its keys, and in whatever order. */
let recordPassed: usize = 0;

/** The wanted keys are those of the record at `at`. */
export function passRecord(at: usize): void {
  recordPassed = at;
}

/** What readAnyhow read last fitted a layout. */
let byLayout: bool = false;

/** Reads the record at p by any layout or, failing that, in general. Position behind it, or 0 with a fault. */
function readAnyhow(p: usize, row: usize): usize {
  for (let i: u32 = 0; i < layoutCount; i++) {
    if (i == current) continue;
    const end = readByLayout(p, layouts + <usize>i * LAYOUT_SIZE, row);
    if (end) {
      const behind = skipBlanks(end);
      if (load<u8>(behind) == 10) {
        current = i;
        byLayout = true;
        return end;
      }
    }
  }
  byLayout = false;
  const end = readRecord(p, row);
  if (!end || load<u8>(skipBlanks(end)) != 10) return end;
  countStranger();
  if (!exact || isExact()) learn(p, end);
  return end;
}

/**
 * Scans whole lines in [start, end) until all is read, the table is full or there are many bad lines. True when it stopped
 * before a record that is not exactly of the wanted keys, and only such are to be taken.
 */
export function scanNdjson(start: usize, end: usize): bool {
  clearTable();
  let p = start;
  let row: u32 = 0;
  let stopped = false;
  while (p < end && row < maxRows && badLines < BAD_LIMIT) {
    const lineStart = p;
    const rowAt = spans + <usize>row * stride;
    countLines(1);
    let recordEnd: usize = 0;
    if (layoutCount) recordEnd = readByLayout(p, layouts + <usize>current * LAYOUT_SIZE, rowAt);
    let behind = recordEnd ? skipBlanks(recordEnd) : 0;
    if (!recordEnd || load<u8>(behind) != 10) {
      p = skipBlanks(p);
      const first = load<u8>(p);
      if (first == 10) {
        countBlank();
        p++;
        continue;
      }
      recordEnd = first == 123 ? readAnyhow(p, rowAt) : 0;
      behind = recordEnd ? skipBlanks(recordEnd) : 0;
      if (!recordEnd || load<u8>(behind) != 10) {
        p = reportBad(lineStart, first, behind);
        continue;
      }
      if (exact && !byLayout && lineStart != recordPassed && !isExact()) {
        lineAgain();
        p = lineStart;
        stopped = true;
        break;
      }
    }
    if (!typeRow(rowAt)) {
      addBad(lineStart, behind, BAD_VALUE, <u32>wrongStart, <u32>wrongEnd, wrongColumn);
      p = behind + 1;
      continue;
    }
    store<u32>(lines + (<usize>row << 3), <u32>p);
    store<u32>(lines + (<usize>row << 3), <u32>recordEnd, 4);
    p = behind + 1;
    row++;
  }
  setRows(row);
  setPosition(p);
  return stopped;
}

/** Makes the record at p, on a line of its own that ends with a newline, the one of a row that was scanned before. */
export function readAgain(p: usize, row: u32): void {
  const end = readRecord(p, spans + <usize>row * stride);
  const line = lines + (<usize>row << 3);
  store<u32>(line, <u32>p);
  store<u32>(line, <u32>end, 4);
}

/** Notes why the line is bad; the start of the next one. `behind`: what follows a whole record, or 0. */
function reportBad(lineStart: usize, first: u32, behind: usize): usize {
  let lineEnd = lineStart;
  while (load<u8>(lineEnd) != 10) lineEnd++;
  if (first != 123) addBad(lineStart, lineEnd, BAD_NOT_OBJECT, 0, 0);
  else if (behind) addBad(lineStart, lineEnd, BAD_JSON, <u32>(behind - lineStart), EXPECTED_END);
  else if (expected == EXPECTED_LESS_DEPTH) addBad(lineStart, lineEnd, BAD_DEPTH, 0, 0);
  else addBad(lineStart, lineEnd, BAD_JSON, <u32>(faultAt - lineStart), expected);
  return lineEnd + 1;
}
