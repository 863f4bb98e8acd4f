// Rows of CSV (RFC 4180) and TSV to spans. A cell in quotes may hold the separator, newlines and doubled quotes; in TSV one
// without quotes may hold \t \n \r \\ \". The columns of the rows, and where each value goes, are given as for text (text.ts).
import { BACKSLASH, NEWLINE, QUOTE, RETURN, SMALL_N, SMALL_R, SMALL_T } from "../ascii";
import { clearBound, IN_SCRATCH, setBound } from "../parts";
import { equalBytes } from "../bytes";
import {
  addBad,
  BAD_LIMIT,
  badLines,
  clearTable,
  countBlank,
  countContinued,
  countLines,
  endScratch,
  lineAgain,
  lines,
  maxRows,
  scratch,
  setPosition,
  setRows,
  setScratch,
  spans,
  stride,
} from "../table";
import { takeLoosely } from "./value";
import { BAD_COLUMNS, BAD_QUOTE, BAD_VALUE, SCAN_DONE, SCAN_HEADER, SCAN_OPEN } from "../opcodes";

// Why a scan ended.

let row: usize = 0;
let format: usize = 0;
let width: u32 = 0;
/** The columns found in the row so far, and the first that has text where a number belongs. */
let found: u32 = 0;
let wrong: u32 = 0;
let wrongStart: usize = 0;
let wrongEnd: usize = 0;

/** Lines of the last scan that are comments. */
export let commentLines: u32 = 0;

/**
 * Scans whole lines in [start, end). `comment`: what a line begins with that is none of the rows, or 0. `escape`: 92 where a backslash escapes, else 0. The header is the text of
 * `headerLength` bytes at `header`. `isLast`: no more lines come, a quote that is not closed makes its line a bad one.
 */
export function scanDelimited(
  start: usize,
  end: usize,
  formatAt: usize,
  formatLength: u32,
  separator: u32,
  escape: u32,
  comment: u32,
  header: usize,
  headerLength: usize,
  isLast: bool,
): u32 {
  clearTable();
  commentLines = 0;
  format = formatAt;
  width = formatLength;
  let p = start;
  let count: u32 = 0;
  let outcome = SCAN_DONE;
  while (p < end && count < maxRows && badLines < BAD_LIMIT) {
    countLines(1);
    const lineStart = p;
    if (isLineEnd(p)) {
      countBlank();
      p += load<u8>(p) == RETURN ? 2 : 1;
      continue;
    }
    if (end - p > headerLength && equalBytes(p, header, headerLength) && isLineEnd(p + headerLength)) {
      lineAgain();
      outcome = SCAN_HEADER;
      break;
    }
    if (comment && load<u8>(p) == comment) {
      commentLines++;
      p = endOfLine(p) + 1;
      continue;
    }
    row = spans + <usize>count * stride;
    found = 0;
    wrongStart = 0;
    openAt = 0;
    const behind = scanRow(p, end, separator, escape);
    if (behind == 0 && openAt && !isLast) {
      lineAgain();
      outcome = SCAN_OPEN;
      break;
    }
    if (behind == 0) {
      // The quotes make no sense: the line alone is bad, and what follows it is read on.
      const lineEnd = endOfLine(p);
      addBad(lineStart, lineEnd, BAD_QUOTE, openAt ? 1 : 0, 0);
      p = lineEnd + 1;
      continue;
    }
    p = behind;
    let rowEnd = behind - 1;
    if (rowEnd > lineStart && load<u8>(rowEnd - 1) == RETURN) rowEnd--;
    if (found == width && !wrongStart) {
      store<u32>(lines + ((<usize>count) << 3), <u32>lineStart);
      store<u32>(lines + ((<usize>count) << 3), <u32>rowEnd, 4);
      count++;
    } else if (found != width) addBad(lineStart, rowEnd, BAD_COLUMNS, found, 0);
    else addBad(lineStart, rowEnd, BAD_VALUE, <u32>wrongStart, <u32>wrongEnd, wrong);
    countContinued(newlines);
  }
  setRows(count);
  setPosition(p);
  return outcome;
}

/** Newlines inside the quotes of the row. */
let newlines: u32 = 0;
/** Where the quote stands that is not closed. */
let openAt: usize = 0;

/** Reads the row at p; the position behind its newline, or 0 when its quotes make no sense. */
function scanRow(p: usize, end: usize, separator: u32, escape: u32): usize {
  const separators = i8x16.splat(<i8>separator);
  const newlineBytes = i8x16.splat(NEWLINE);
  const escapes = i8x16.splat(escape ? <i8>escape : 10);
  newlines = 0;
  while (true) {
    if (load<u8>(p) == QUOTE) p = takeQuoted(p + 1, end, separator);
    else {
      const s = p;
      let escaped = false;
      while (true) {
        const v = v128.load(p);
        const stops = i8x16.bitmask(
          v128.or(v128.or(i8x16.eq(v, separators), i8x16.eq(v, newlineBytes)), i8x16.eq(v, escapes)),
        );
        if (!stops) {
          p += 16;
          continue;
        }
        p += ctz(stops);
        if (load<u8>(p) != escape || !escape) break;
        escaped = true;
        p++;
      }
      const e = load<u8>(p) == NEWLINE && p > s && load<u8>(p - 1) == RETURN ? p - 1 : p;
      if (escaped) takeEscaped(s, e);
      else take(s, e, false);
    }
    if (!p) return 0;
    if (load<u8>(p) != separator) return p + (load<u8>(p) == RETURN ? 2 : 1);
    p++;
  }
}

/** Takes the cell behind the quote before s; the position of what ends it, or 0. */
function takeQuoted(s: usize, end: usize, separator: u32): usize {
  const quotes = i8x16.splat(QUOTE);
  const newlineBytes = i8x16.splat(NEWLINE);
  let doubled = false;
  let p = s;
  while (p < end) {
    const v = v128.load(p);
    const stops = i8x16.bitmask(v128.or(i8x16.eq(v, quotes), i8x16.eq(v, newlineBytes)));
    if (!stops) {
      p += 16;
      continue;
    }
    p += ctz(stops);
    if (p >= end) break;
    if (load<u8>(p) == NEWLINE) newlines++;
    else if (load<u8>(p + 1) == QUOTE) {
      doubled = true;
      p++;
    } else {
      if (load<u8>(p + 1) != separator && !isLineEnd(p + 1)) return 0;
      if (doubled) takeDoubled(s, p);
      else take(s, p, true);
      return p + 1;
    }
    p++;
  }
  openAt = s;
  return 0;
}

// @ts-ignore: decorator
@inline
function isLineEnd(p: usize): bool {
  return load<u8>(p) == NEWLINE || (load<u8>(p) == RETURN && load<u8>(p + 1) == NEWLINE);
}

function endOfLine(p: usize): usize {
  while (load<u8>(p) != NEWLINE) p++;
  return p;
}

/** Puts the next cell of the row where the format wants it. */
function take(s: usize, e: usize, isQuoted: bool): void {
  const column = found++;
  if (column >= width) return;
  const entry = load<u64>(format + ((<usize>column) << 3));
  if (takeLoosely(<u32>entry, s, e, isQuoted, row + <usize>(entry >> 32)) || wrongStart) return;
  wrong = column;
  wrongStart = s;
  wrongEnd = e;
}

/** Takes a cell whose doubled quotes stand for one each. */
function takeDoubled(s: usize, e: usize): void {
  const at = scratch;
  setBound(IN_SCRATCH, at + (e - s) + 1);
  let to = at;
  for (let p = s; p < e; p++) {
    store<u8>(to++, load<u8>(p));
    if (load<u8>(p) == QUOTE) p++;
  }
  clearBound(IN_SCRATCH);
  setScratch(endScratch(to));
  take(at, to, true);
}

/** Takes a cell with backslashes in it. */
function takeEscaped(s: usize, e: usize): void {
  const at = scratch;
  setBound(IN_SCRATCH, at + (e - s) + 1);
  let to = at;
  for (let p = s; p < e; p++) {
    const c = load<u8>(p);
    const meant = c == BACKSLASH && p + 1 < e ? escapeOf(load<u8>(p + 1)) : 0;
    store<u8>(to++, meant ? <u8>meant : c);
    if (meant) p++;
  }
  clearBound(IN_SCRATCH);
  setScratch(endScratch(to));
  take(at, to, false);
}

function escapeOf(letter: u32): u32 {
  switch (letter) {
    case QUOTE:
    case BACKSLASH:
      return letter;
    case SMALL_N:
      return 10;
    case SMALL_R:
      return 13;
    case SMALL_T:
      return 9;
    default:
      return 0;
  }
}
