// Lines of AWS text to spans. The quick path takes a record of single spaces and plain values in one sweep; a line that
// does not fit it is read again, with care, by the general path: runs of spaces, CRLF, numbers with a fraction,
// milliseconds, a wrong number of columns, a blank line.
import { copyPadded, isDigit, isSpace } from "./bytes";
import { skipNumber } from "./number";
import {
  addBad,
  BAD_COLUMNS,
  BAD_LIMIT,
  BAD_NUMBER,
  badLines,
  clearTable,
  lines,
  maxRows,
  lineAgain,
  nextLine,
  scratch,
  setPosition,
  setRows,
  setScratch,
  spans,
  stride,
  TEXT,
  countBlank,
} from "./table";

// A format is formatLength x { i32 kind; i32 column of the table, or -1 when nobody wants the value }.
const KIND_TEXT: i32 = 0;
const KIND_INTEGER: i32 = 1;
const KIND_TIME: i32 = 2;
/** Digits from which a time is in milliseconds: 10^11 s is the year 5138. */
const MILLISECOND_DIGITS: usize = 12;

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
export const SCAN_DONE: u32 = 0; // all is read, or the table is full: `position` says which
export const SCAN_HEADER: u32 = 1; // the line at `position` may be a header: the host decides

/** True after a scan when a text in it may need escapes in JSON: a quote, a backslash, a byte over 127 or a control. */
export let needsEscapes: bool = false;

/** Scans whole lines in [start, end); the byte before start is readable. */
export function scanText(start: usize, end: usize): u32 {
  clearTable();
  needsEscapes = false;
  const nine = i8x16.splat(9);
  const zero = i8x16.splat(48);
  const space = i8x16.splat(32);
  const quote = i8x16.splat(34);
  const backslash = i8x16.splat(92);
  let odd = i64x2.splat(0);
  let p = start;
  let row: u32 = 0;
  const limit = maxRows;
  const fields = format;
  const last = format + ((<usize>formatLength) << 3);
  const rowStride = stride;
  while (p < end && row < limit && badLines < BAD_LIMIT) {
    const lineStart = p;
    const rowAt = spans + <usize>row * rowStride;
    let quick = true;
    if (headersHide && load<u8>(p) - 97 < 26 && p != headerPassed) {
      setRows(row);
      setPosition(p);
      needsEscapes = needsEscapes || i8x16.bitmask(odd) != 0;
      return SCAN_HEADER;
    }
    nextLine();
    for (let f = fields; f < last; f += 8) {
      const s = p;
      const kind = load<i32>(f);
      const column = load<i32>(f, 4);
      const terminator: u32 = f + 8 == last ? 10 : 32;
      if (kind != KIND_TEXT) {
        const found = i8x16.bitmask(i8x16.gt_u(i8x16.sub(v128.load(p), zero), nine));
        if (!found) {
          quick = false;
          break;
        }
        const n = <usize>ctz(found);
        if (n == 0) {
          if (load<u8>(p) != 45 || load<u8>(p, 1) != terminator) {
            quick = false;
            break;
          }
          p += 2;
          if (column >= 0) store<u64>(rowAt + ((<usize>column) << 3), 0);
          continue;
        }
        p += n;
        if (
          load<u8>(p) != terminator ||
          (load<u8>(s) == 48 && n > 1) ||
          (kind == KIND_TIME && n >= MILLISECOND_DIGITS)
        ) {
          quick = false;
          break;
        }
        if (column >= 0) store<u64>(rowAt + ((<usize>column) << 3), ((<u64>p) << 32) | (<u64>s));
      } else {
        while (true) {
          const v = v128.load(p);
          const found = i8x16.bitmask(i8x16.le_u(v, space));
          odd = v128.or(odd, v128.or(v, v128.or(i8x16.eq(v, quote), i8x16.eq(v, backslash))));
          if (found) {
            p += ctz(found);
            break;
          }
          p += 16;
        }
        const n = p - s;
        if (load<u8>(p) != terminator || n == 0) {
          quick = false;
          break;
        }
        if (column >= 0) {
          const value: u64 = n == 1 && load<u8>(s) == 45 ? 0 : ((<u64>((<u32>p) | TEXT)) << 32) | (<u64>s);
          store<u64>(rowAt + ((<usize>column) << 3), value);
        }
      }
      p++;
    }
    if (quick) {
      store<u32>(lines + ((<usize>row) << 3), <u32>lineStart);
      store<u32>(lines + ((<usize>row) << 3), <u32>(p - 1), 4);
      row++;
    } else {
      let lineEnd = lineStart;
      while (load<u8>(lineEnd) != 10) lineEnd++;
      p = lineEnd + 1;
      const outcome = scanWithCare(lineStart, lineEnd, row);
      if (outcome == RECORD) row++;
      else if (outcome == MAYBE_HEADER) {
        // Not passed yet: the host looks at it first.
        p = lineStart;
        setRows(row);
        setPosition(p);
        needsEscapes = needsEscapes || i8x16.bitmask(odd) != 0;
        return SCAN_HEADER;
      }
    }
  }
  setRows(row);
  setPosition(p);
  needsEscapes = needsEscapes || i8x16.bitmask(odd) != 0;
  return SCAN_DONE;
}

const RECORD: i32 = 0;
const NO_RECORD: i32 = 1;
const MAYBE_HEADER: i32 = 2;

/** Reads one line into the row and says what it was. */
function scanWithCare(lineStart: usize, lineEnd: usize, row: u32): i32 {
  needsEscapes = true;
  let end = lineEnd;
  while (end > lineStart && load<u8>(end - 1) <= 32) end--;
  let p = lineStart;
  while (p < end && isSpace(load<u8>(p))) p++;
  if (p == end) {
    countBlank();
    return NO_RECORD;
  }
  const first = load<u8>(p) | 32;
  const mayBeHeader = first - 97 < 26 && lineStart != headerPassed;
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
    lineAgain();
    return MAYBE_HEADER;
  }
  if (found != formatLength) addBad(lineStart, lineEnd, BAD_COLUMNS, found, 0);
  else addBad(lineStart, lineEnd, BAD_NUMBER, <u32>badStart, <u32>badEnd, badColumn);
  return NO_RECORD;
}

/** Puts the value [s, e) where the format wants it; false when it is text in the place of a number. */
function takeValue(s: usize, e: usize, field: usize, rowAt: usize): bool {
  const kind = load<i32>(field);
  const column = load<i32>(field, 4);
  const cell = rowAt + ((<usize>column) << 3);
  if (e - s == 1 && load<u8>(s) == 45) {
    if (column >= 0) store<u64>(cell, 0);
    return true;
  }
  if (kind == KIND_TEXT) {
    if (column >= 0) store<u64>(cell, ((<u64>((<u32>e) | TEXT)) << 32) | (<u64>s));
    return true;
  }
  while (e - s > 1 && load<u8>(s) == 48 && isDigit(load<u8>(s + 1))) s++; // JSON knows no leading zeros
  if (skipNumber(s) != e) return false;
  if (column < 0) return true;
  if (kind == KIND_TIME && e - s >= MILLISECOND_DIGITS && isPlain(s, e)) takeMilliseconds(s, e, cell);
  else store<u64>(cell, ((<u64>(<u32>e)) << 32) | (<u64>s));
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
  setScratch(to);
}
