// Scans lines of AWS text into spans. The quick path takes a record of single spaces and plain values in one sweep. A line
// that does not fit is read again by the general path, which also knows runs of spaces, CRLF, fractions, milliseconds,
// a wrong number of columns and blank lines.
import { DASH, NEWLINE, RETURN, SPACE, ZERO } from "../ascii";
import { isLetter, isSpace } from "../bytes";
import {
  addBad,
  BAD_LIMIT,
  badLines,
  clearTable,
  lines,
  maxRows,
  uncountLine,
  countLines,
  setPosition,
  setRows,
  spans,
  stride,
  countBlank,
} from "../table";
import { findRun, MOST_MISSES, runFrom, runTo, takeRun } from "./numberRun";
import { base, cursor, nonDigits, hasSpecialBytes, separators, setCursor } from "./textIndex";
import { isNone, isOfKind, takeNumber } from "./value";
import { BAD_COLUMNS, BAD_VALUE, KIND_ADDRESS, KIND_STAMP, SCAN_ASKS, SCAN_DONE } from "../opcodes";
import { TEXT, spanOf, textSpanOf } from "../span";

// A format: per column { u32 kind (opcodes.ts); u32 bytes from the start of a row of spans to where the value goes }.
let format: usize = 0;
let formatLength: u32 = 0;
/** No column of the format is a number, so that a header would be accepted as a record. */
let headerLooksLikeRecord: bool = false;
let acceptedLine: usize = 0;
/** A bit per number of columns up to 255: a line with that many columns may have another format that the host knows. */
let otherCounts: usize = 0;

export function setTextFormat(at: usize, length: u32, headerMayPass: bool, countsAt: usize): void {
  format = at;
  formatLength = length;
  headerLooksLikeRecord = headerMayPass;
  otherCounts = countsAt;
  findRun(at, length);
}

/** The host has decided about the line at `at`: the next scan takes it as a record of the format, or as a bad line. */
export function acceptLine(at: usize): void {
  acceptedLine = at;
}

/** True after a scan when a text in it may need escapes in JSON: a quote, a backslash, a byte over 127 or a control. */
export let needsEscapes: bool = false;

/**
 * Scans whole lines in [start, end), the next part of the region that indexText has seen, until all is read, the table is
 * full, there are BAD_LIMIT bad lines, or the host must decide about a line. In: the format, and the index from its cursor
 * on. Out: a row of spans and the bounds of the line per record, bad lines in `badTable`; returns SCAN_DONE or SCAN_ASKS.
 *
 *   line        2 123456789012 eni-0a 443 REJECT\n
 *   separators   ^            ^      ^   ^      ^      the end of value i is separators[cursor + i]
 *   kinds       18     text     text  18  text         how each is checked
 *
 * Because the ends come from the index, no value waits for the one before: the processor works on several at once. A number
 * is checked by one load and one shift of the nonDigits bits. Any surprise ends the quick path for its line only.
 *
 * Gain: see indexText. The test for Python's "None" is inside the checks of numbers and addresses, which it fails; in front
 * of every value it made the scan 12 % slower.
 */
export function scanText(start: usize, end: usize): u32 {
  clearTable();
  needsEscapes = hasSpecialBytes;
  let p = start;
  let row: u32 = 0;
  let passed: u32 = 0;
  let outcome = SCAN_DONE;
  const limit = maxRows;
  const fields = format;
  const last = format + ((<usize>(formatLength - 1)) << 3);
  const rowStride = stride;
  const bits = nonDigits - (base >> 3);
  let at = cursor;
  let run = runFrom;
  let misses: u32 = 0;
  while (<usize>load<u32>(at) < start) at += 4;
  while (p < end && row < limit && badLines < BAD_LIMIT) {
    const lineStart = p;
    if (headerLooksLikeRecord && (isSpace(load<u8>(p)) || isLetter(load<u8>(p))) && p != acceptedLine) {
      outcome = SCAN_ASKS;
      break;
    }
    const rowAt = spans + <usize>row * rowStride;
    let f = fields;
    let quick = true;
    for (; f < last; f += 8) {
      if (f == run) {
        const end = takeRun(p, at, rowAt, bits);
        if (end) {
          p = end;
          at += (runTo - run) >> 1;
          f = runTo - 8;
          continue;
        }
        if (++misses == MOST_MISSES) run = 0;
      }
      const s = p;
      const e = <usize>load<u32>(at);
      at += 4;
      p = e + 1;
      if (load<u8>(e) != SPACE || !takeQuick(s, e, load<u64>(f), rowAt, bits)) {
        quick = false;
        break;
      }
    }
    if (quick) {
      const s = p;
      const e = <usize>load<u32>(at);
      at += 4;
      p = e + 1;
      quick = load<u8>(e) == NEWLINE && takeQuick(s, e, load<u64>(f), rowAt, bits);
    }
    if (quick) {
      store<u64>(lines + ((<usize>row) << 3), spanOf(lineStart, p - 1));
      row++;
      passed++;
      continue;
    }
    let lineEnd = lineStart;
    while (load<u8>(lineEnd) != NEWLINE) lineEnd++;
    countLines(passed + 1);
    passed = 0;
    const found = scanGeneral(lineStart, lineEnd, row);
    if (found == ASKS) {
      uncountLine();
      p = lineStart;
      outcome = SCAN_ASKS;
      break;
    }
    if (found == RECORD) row++;
    p = lineEnd + 1;
    // Move to the first separator after this line, back or forward.
    while (at > separators && <usize>load<u32>(at - 4) > lineEnd) at -= 4;
    while (p < end && <usize>load<u32>(at) < p) at += 4;
  }
  if (outcome == SCAN_ASKS) while (at > separators && <usize>load<u32>(at - 4) >= p) at -= 4;
  setCursor(at);
  countLines(passed);
  setRows(row);
  setPosition(p);
  return outcome;
}

/**
 * Puts the value [s, e) where the format wants it; false when the general path must look at it. `entry`: the column's entry in
 * the format; `bits`: where nonDigits would begin for byte 0 of memory.
 */
// @ts-ignore: decorator
@inline
function takeQuick(s: usize, e: usize, entry: u64, rowAt: usize, bits: usize): bool {
  const n = e - s;
  const kind = <u32>entry;
  let value = spanOf(s, e);
  // The dash first: a number of one digit is nothing that the processor can foresee.
  if (load<u8>(s) == DASH && n == 1) {
    if (kind == KIND_STAMP) return false;
    value = 0;
  } else if (kind <= KIND_ADDRESS) {
    // A None where an address or a stamp belongs fails isOfKind, and is left to the general path.
    if (n == 0 || (kind ? !isOfKind(kind, s, e) : isNone(s, e))) return false;
    value |= (<u64>TEXT) << 32;
  } else {
    const others = load<u64>(bits + (s >> 3)) >> (s & 7);
    if (n - 1 >= <usize>kind || <usize>ctz(others) < n || (load<u8>(s) == ZERO && n > 1)) return false;
  }
  store<u64>(rowAt + <usize>(entry >> 32), value);
  return true;
}

const RECORD: i32 = 0;
const NO_RECORD: i32 = 1;
const ASKS: i32 = 2;

/** The general path: reads one line into the row; returns RECORD, NO_RECORD (blank or bad) or ASKS. */
function scanGeneral(lineStart: usize, lineEnd: usize, row: u32): i32 {
  needsEscapes = true;
  let end = lineEnd;
  while (end > lineStart && (isSpace(load<u8>(end - 1)) || load<u8>(end - 1) == RETURN)) end--;
  let p = lineStart;
  while (p < end && isSpace(load<u8>(p))) p++;
  if (p == end) {
    countBlank();
    return NO_RECORD;
  }
  const mayBeHeader = isLetter(load<u8>(p));
  const passed = lineStart == acceptedLine;
  const textStart = p;
  const rowAt = spans + <usize>row * stride;
  let found: u32 = 0;
  let badColumn: u32 = 0;
  let badStart: usize = 0;
  let badEnd: usize = 0;
  while (p < end) {
    const s = p;
    while (p < end && !isSpace(load<u8>(p))) p++;
    if (found < formatLength && !badStart && !takeValue(s, p, format + ((<usize>found) << 3), rowAt, passed)) {
      badColumn = found;
      badStart = s;
      badEnd = p;
    }
    found++;
    while (p < end && isSpace(load<u8>(p))) p++;
  }
  if (found == formatLength && !badStart) {
    store<u32>(lines + ((<usize>row) << 3), <u32>textStart);
    store<u32>(lines + ((<usize>row) << 3), <u32>end, 4);
    return RECORD;
  }
  if (!passed && (mayBeHeader || isOtherCount(found))) return ASKS;
  if (found != formatLength) addBad(lineStart, lineEnd, BAD_COLUMNS, found, 0);
  else addBad(lineStart, lineEnd, BAD_VALUE, <u32>badStart, <u32>badEnd, badColumn);
  return NO_RECORD;
}

function isOtherCount(found: u32): bool {
  return found < 256 && (load<u8>(otherCounts + (found >> 3)) & (1 << (found & 7))) != 0;
}

/**
 * Puts the value [s, e) where the format wants it; false when the column does not take such a value. `anyAddress`: no other
 * format fits, so that a column of addresses takes any text.
 */
function takeValue(s: usize, e: usize, field: usize, rowAt: usize, anyAddress: bool): bool {
  const kind = load<u32>(field);
  const cell = rowAt + <usize>load<u32>(field, 4);
  if (kind != KIND_STAMP && ((e - s == 1 && load<u8>(s) == DASH) || isNone(s, e))) {
    store<u64>(cell, 0);
    return true;
  }
  if (kind > KIND_ADDRESS) return takeNumber(kind, s, e, cell);
  if (!isOfKind(kind, s, e) && !(anyAddress && kind == KIND_ADDRESS)) return false;
  store<u64>(cell, textSpanOf(s, e));
  return true;
}
