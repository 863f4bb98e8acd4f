// Lines of AWS text to spans. The quick path takes a record of single spaces and plain values in one sweep; a line that
// does not fit it is read again, with care, by the general path: runs of spaces, CRLF, numbers with a fraction,
// milliseconds, a wrong number of columns, a blank line.
import { copyPadded, isDigit, isLetter, isSpace } from "./bytes";
import { skipNumber } from "./number";
import {
  addBad,
  endScratch,
  BAD_COLUMNS,
  BAD_LIMIT,
  BAD_NUMBER,
  badLines,
  clearTable,
  lines,
  maxRows,
  lineAgain,
  countLines,
  scratch,
  setPosition,
  setRows,
  setScratch,
  spans,
  stride,
  TEXT,
  countBlank,
} from "./table";
import { base, cursor, nonDigits, oddBytes, separators, setCursor } from "./textIndex";

// A format is formatLength x { u32 kind; u32 where the value goes, in bytes from the start of a row of spans }. The kind is
// 0 for a text, else the number of digits up to which a number needs no second look: a time of more is in milliseconds
// (10^11 s is the year 5138), an integer of more may not fit 64 bits.
const KIND_TEXT: u32 = 0;
const KIND_TIME: u32 = 11;

let format: usize = 0;
let formatLength: u32 = 0;
/** No column of the format is a number, so that a header would pass for a record. */
let headersHide: bool = false;
let headerPassed: usize = 0;

export function setTextFormat(at: usize, length: u32, headersMayHide: bool): void {
  format = at;
  formatLength = length;
  headersHide = headersMayHide;
}

/** The line at `at` looked like a header to the scan and is none: the next scan takes it as a record. */
export function passHeader(at: usize): void {
  headerPassed = at;
}

// Why a scan ended.
const SCAN_DONE: u32 = 0; // all is read, or the table is full: `position` says which
export const SCAN_HEADER: u32 = 1; // the line at `position` may be a header: the host decides

/** True after a scan when a text in it may need escapes in JSON: a quote, a backslash, a byte over 127 or a control. */
export let needsEscapes: bool = false;

/** Scans whole lines in [start, end), the next part of the region that indexText has seen. */
export function scanText(start: usize, end: usize): u32 {
  clearTable();
  needsEscapes = oddBytes;
  let p = start;
  let row: u32 = 0;
  let passed: u32 = 0;
  let outcome = SCAN_DONE;
  const limit = maxRows;
  const fields = format;
  const last = format + (<usize>(formatLength - 1) << 3);
  const rowStride = stride;
  const bits = nonDigits - (base >> 3);
  let at = cursor;
  while (<usize>load<u32>(at) < start) at += 4;
  while (p < end && row < limit && badLines < BAD_LIMIT) {
    const lineStart = p;
    if (headersHide && (isSpace(load<u8>(p)) || isLetter(load<u8>(p))) && p != headerPassed) {
      outcome = SCAN_HEADER;
      break;
    }
    const rowAt = spans + <usize>row * rowStride;
    let f = fields;
    let quick = true;
    for (; f < last; f += 8) {
      const s = p;
      const e = <usize>load<u32>(at);
      at += 4;
      p = e + 1;
      if (load<u8>(e) != 32 || !takeQuickly(s, e, load<u64>(f), rowAt, bits)) {
        quick = false;
        break;
      }
    }
    if (quick) {
      const s = p;
      const e = <usize>load<u32>(at);
      at += 4;
      p = e + 1;
      quick = load<u8>(e) == 10 && takeQuickly(s, e, load<u64>(f), rowAt, bits);
    }
    if (quick) {
      store<u64>(lines + (<usize>row << 3), (<u64>(p - 1) << 32) | <u64>lineStart);
      row++;
      passed++;
      continue;
    }
    let lineEnd = lineStart;
    while (load<u8>(lineEnd) != 10) lineEnd++;
    countLines(passed + 1);
    passed = 0;
    const found = scanWithCare(lineStart, lineEnd, row);
    if (found == MAYBE_HEADER) {
      lineAgain();
      p = lineStart;
      outcome = SCAN_HEADER;
      break;
    }
    if (found == RECORD) row++;
    p = lineEnd + 1;
    // Back or on to the first separator behind this line.
    while (at > separators && <usize>load<u32>(at - 4) > lineEnd) at -= 4;
    while (p < end && <usize>load<u32>(at) < p) at += 4;
  }
  if (outcome == SCAN_HEADER) while (at > separators && <usize>load<u32>(at - 4) >= p) at -= 4;
  setCursor(at);
  countLines(passed);
  setRows(row);
  setPosition(p);
  return outcome;
}

/** Puts the value [s, e) where the format wants it; false when it needs a second look. `bits`: nonDigits, from byte 0. */
// @ts-ignore: decorator
@inline
function takeQuickly(s: usize, e: usize, entry: u64, rowAt: usize, bits: usize): bool {
  const n = e - s;
  const kind = <u32>entry;
  let value = (<u64>e << 32) | <u64>s;
  if (n == 1 && load<u8>(s) == 45) value = 0;
  else if (kind == KIND_TEXT) {
    if (n == 0) return false;
    value |= <u64>TEXT << 32;
  } else {
    const others = load<u64>(bits + (s >> 3)) >> (s & 7);
    if (n - 1 >= <usize>kind || <usize>ctz(others) < n || (load<u8>(s) == 48 && n > 1)) return false;
  }
  store<u64>(rowAt + <usize>(entry >> 32), value);
  return true;
}

const RECORD: i32 = 0;
const NO_RECORD: i32 = 1;
const MAYBE_HEADER: i32 = 2;

/** Reads one line into the row and says what it was. */
function scanWithCare(lineStart: usize, lineEnd: usize, row: u32): i32 {
  needsEscapes = true;
  let end = lineEnd;
  while (end > lineStart && (isSpace(load<u8>(end - 1)) || load<u8>(end - 1) == 13)) end--;
  let p = lineStart;
  while (p < end && isSpace(load<u8>(p))) p++;
  if (p == end) {
    countBlank();
    return NO_RECORD;
  }
  const mayBeHeader = isLetter(load<u8>(p)) && lineStart != headerPassed;
  const textStart = p;
  const rowAt = spans + <usize>row * stride;
  let found: u32 = 0;
  let badColumn: u32 = 0;
  let badStart: usize = 0;
  let badEnd: usize = 0;
  while (p < end) {
    const s = p;
    while (p < end && !isSpace(load<u8>(p))) p++;
    if (found < formatLength && !badStart && !takeValue(s, p, format + ((<usize>found) << 3), rowAt)) {
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
  if (mayBeHeader) {
    return MAYBE_HEADER;
  }
  if (found != formatLength) addBad(lineStart, lineEnd, BAD_COLUMNS, found, 0);
  else addBad(lineStart, lineEnd, BAD_NUMBER, <u32>badStart, <u32>badEnd, badColumn);
  return NO_RECORD;
}

/** Puts the value [s, e) where the format wants it; false when it is text in the place of a number. */
function takeValue(s: usize, e: usize, field: usize, rowAt: usize): bool {
  const kind = load<u32>(field);
  const cell = rowAt + <usize>load<u32>(field, 4);
  if (e - s == 1 && load<u8>(s) == 45) {
    store<u64>(cell, 0);
    return true;
  }
  if (kind == KIND_TEXT) {
    store<u64>(cell, ((<u64>(<u32>e | TEXT)) << 32) | <u64>s);
    return true;
  }
  while (e - s > 1 && load<u8>(s) == 48 && isDigit(load<u8>(s + 1))) s++; // JSON knows no leading zeros
  if (skipNumber(s) != e) return false;
  if (kind == KIND_TIME && e - s > <usize>KIND_TIME && isPlain(s, e)) takeMilliseconds(s, e, cell);
  else store<u64>(cell, ((<u64>(<u32>e)) << 32) | <u64>s);
  return true;
}

function isPlain(s: usize, e: usize): bool {
  for (let p = s; p < e; p++) if (!isDigit(load<u8>(p))) return false;
  return true;
}

/** Milliseconds to seconds, the fraction kept and its trailing zeros dropped, written to the scratch region. */
function takeMilliseconds(s: usize, e: usize, cell: usize): void {
  const at = scratch;
  const whole = e - s - 3;
  copyPadded(at, s, whole);
  let to = at + whole;
  store<u8>(to, 46);
  copyPadded(to + 1, s + whole, 3);
  to += 4;
  while (load<u8>(to - 1) == 48) to--;
  if (load<u8>(to - 1) == 46) to--;
  store<u64>(cell, ((<u64>(<u32>to)) << 32) | (<u64>at));
  setScratch(endScratch(to));
}
