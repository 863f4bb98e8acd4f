// Scans rows of CSV (RFC 4180) and TSV into spans. A quoted cell may hold the separator, newlines and doubled quotes; in TSV a
// cell without quotes may hold \t \n \r \\ \". The format says what each column is and where it goes, as for text (text.ts).
import { BACKSLASH, NEWLINE, QUOTE, RETURN, SMALL_N, SMALL_R, SMALL_T, TAB } from "../ascii";
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
  uncountLine,
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

let row: usize = 0;
let format: usize = 0;
let width: u32 = 0;
/** Columns found in the row so far. */
let found: u32 = 0;
/** The first column that has text where a number belongs, and that text; a start of 0: none. */
let wrong: u32 = 0;
let wrongStart: usize = 0;
let wrongEnd: usize = 0;

/** Comment lines in the last scan. */
export let commentLines: u32 = 0;

/**
 * Scans whole lines in [start, end) until all is read, the table is full, there are BAD_LIMIT bad lines, or the header of the
 * file comes again. `comment`: the byte with which comment lines begin, or 0; `escape`: the byte that escapes, or 0; `header`:
 * the text of the header; `isLast`: no more lines come, so that a quote that is not closed makes its line a bad one. Out: a row
 * of spans per record, bad lines in `badTable`; returns SCAN_DONE, SCAN_HEADER or SCAN_OPEN (a quoted cell goes on after end).
 *
 *   row    eni-0a,"a ""b"", c",443\n
 *          ^     ^            ^   ^    scanRow stops 16 bytes at a time at: separator, newline, escape
 *                 ^  ^^ ^^   ^         takeQuoted at: quote, newline
 *   spans  eni-0a | a "b", c | 443     only the cell with doubled quotes is copied, to the scratch region
 *
 * Each step compares 16 bytes with all bytes that may end the cell, so a cell shorter than 16 bytes is one step.
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
      uncountLine();
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
    const next = scanRow(p, end, separator, escape);
    if (next == 0 && openAt && !isLast) {
      uncountLine();
      outcome = SCAN_OPEN;
      break;
    }
    if (next == 0) {
      // The quotes are misplaced: only this line is bad, and the scan goes on with the next one.
      const lineEnd = endOfLine(p);
      addBad(lineStart, lineEnd, BAD_QUOTE, openAt ? 1 : 0, 0);
      p = lineEnd + 1;
      continue;
    }
    p = next;
    let rowEnd = next - 1;
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

/** Newlines inside quoted cells of the row. */
let newlines: u32 = 0;
/** Position of a quote that is not closed, or 0. */
let openAt: usize = 0;

/** Reads the row at p. Returns the position after its newline, or 0 when its quotes are misplaced or not closed. */
function scanRow(p: usize, end: usize, separator: u32, escape: u32): usize {
  const separators = i8x16.splat(<i8>separator);
  const newlineBytes = i8x16.splat(NEWLINE);
  const escapes = i8x16.splat(escape ? <i8>escape : <i8>NEWLINE);
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

/** Takes the quoted cell whose content begins at s. Returns the position of the separator or newline after it, or 0. */
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

/** Takes a cell in which each doubled quote means one quote. */
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

/** Takes a cell that has backslash escapes. */
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

/** The byte that a backslash and this letter mean, or 0. */
function escapeOf(letter: u32): u32 {
  switch (letter) {
    case QUOTE:
    case BACKSLASH:
      return letter;
    case SMALL_N:
      return NEWLINE;
    case SMALL_R:
      return RETURN;
    case SMALL_T:
      return TAB;
    default:
      return 0;
  }
}
