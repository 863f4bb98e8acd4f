// Scans NDJSON lines into spans. The quick path expects a record to look like an earlier one (layout.ts) and reads its values
// without parsing a key. A record that fits no layout is parsed by json.ts, and its text becomes one more layout.
import { NEWLINE, OPEN_BRACE } from "../ascii";
import { expected, faultAt } from "../jsonError";
import { exact, isExact, readRecord, skipBlanks } from "./json";
import { countOtherKeys } from "./otherKeys";
import {
  COLUMN_LIMIT,
  current,
  heading,
  headingOf,
  layoutCount,
  layoutOf,
  learn,
  readByLayout,
  setCurrent,
} from "./layout";
import {
  addBad,
  BAD_LIMIT,
  badLines,
  clearTable,
  countBlank,
  lines,
  maxRows,
  countLines,
  uncountLine,
  scratch,
  setPosition,
  setRows,
  setScratch,
  spans,
  stride,
} from "../table";
import { noteKeys } from "./wantedFields";
import { typeRow, wrongColumn, wrongEnd, wrongStart } from "./value";
import { BAD_DEPTH, BAD_JSON, BAD_NOT_OBJECT, BAD_VALUE, EXPECTED_END, EXPECTED_LESS_DEPTH } from "../opcodes";

const NO_HEADING: u32 = 0xffffffff;
/** The heading (layout.ts) of the record at which a scan stopped, if it fits a layout of another heading; else NO_HEADING. */
export let otherHeading: u32 = 0xffffffff;
/** A row for the values of a record of another heading, which nobody reads. */
const discardedRow: usize = memory.data(<i32>COLUMN_LIMIT * 8, 16);

/** Position of a record that is accepted whatever its keys and their order, or 0. */
let acceptedRecord: usize = 0;

/** The wanted keys are those of the record at `at`: the next scan accepts it. */
export function acceptRecord(at: usize): void {
  acceptedRecord = at;
}

/** The record that readByAnyLayout read last fitted a layout. */
let byLayout: bool = false;

/** Reads the record at p by any layout or, failing that, by the parser. Returns the position after it, or 0 with a fault. */
function readByAnyLayout(p: usize, row: usize): usize {
  otherHeading = NO_HEADING;
  byLayout = true;
  for (let i: u32 = 0; i < layoutCount; i++) {
    const layout = layoutOf(i);
    const itsHeading = headingOf(layout);
    const isOther = itsHeading != heading;
    if (i == current && !isOther) continue;
    const end = isOther ? readByLayout(p, layout, discardedRow, 0) : readByLayout(p, layout, row, stride);
    if (!end || load<u8>(skipBlanks(end)) != NEWLINE) continue;
    setCurrent(i);
    if (isOther) otherHeading = itsHeading;
    return end;
  }
  byLayout = false;
  const end = readRecord(p, row);
  if (!end || load<u8>(skipBlanks(end)) != NEWLINE) return end;
  countOtherKeys();
  noteKeys();
  if (!exact || isExact()) learn(p, end);
  return end;
}

/**
 * Scans whole lines in [start, end) until all is read, the table is full or there are BAD_LIMIT bad lines. Out: a row of spans
 * and the bounds of the line per record, bad lines in `badTable`. Returns true when it stopped at a record that belongs to
 * another heading, or that does not have exactly the wanted keys while only such are to be taken (`exact`).
 *
 *   record --> the layout of the record before? --no--> any of the 16 layouts? --no--> parser, learn a layout
 *                       | yes                                  | yes
 *                       v                                      v
 *                 spans by offset                  spans by offset, now the current layout
 *
 * Records of a log have the same keys in the same order, so that nearly all take the first arrow and cost comparisons of the
 * text between values (readByLayout).
 *
 * Gain: a filter in a pipe takes as long as `cat` in its place. Where two kinds of record alternate, remembered layouts read
 * 900,000 lines a second; with one layout, learned anew at each change, 40,000.
 */
export function scanNdjson(start: usize, end: usize): bool {
  clearTable();
  let p = start;
  let row: u32 = 0;
  let stopped = false;
  otherHeading = NO_HEADING;
  while (p < end && row < maxRows && badLines < BAD_LIMIT) {
    const lineStart = p;
    const rowAt = spans + <usize>row * stride;
    countLines(1);
    let recordEnd: usize = 0;
    const layout = layoutOf(current);
    if (layoutCount && headingOf(layout) == heading) recordEnd = readByLayout(p, layout, rowAt, stride);
    let afterRecord = recordEnd ? skipBlanks(recordEnd) : 0;
    if (!recordEnd || load<u8>(afterRecord) != NEWLINE) {
      p = skipBlanks(p);
      const first = load<u8>(p);
      if (first == NEWLINE) {
        countBlank();
        p++;
        continue;
      }
      recordEnd = first == OPEN_BRACE ? readByAnyLayout(p, rowAt) : 0;
      afterRecord = recordEnd ? skipBlanks(recordEnd) : 0;
      if (!recordEnd || load<u8>(afterRecord) != NEWLINE) {
        p = addBadLine(lineStart, first, afterRecord);
        continue;
      }
      if (otherHeading != NO_HEADING || (exact && !byLayout && lineStart != acceptedRecord && !isExact())) {
        uncountLine();
        p = lineStart;
        stopped = true;
        break;
      }
    }
    if (!typeRow(rowAt)) {
      addBad(lineStart, afterRecord, BAD_VALUE, <u32>wrongStart, <u32>wrongEnd, wrongColumn);
      p = afterRecord + 1;
      continue;
    }
    store<u32>(lines + ((<usize>row) << 3), <u32>p);
    store<u32>(lines + ((<usize>row) << 3), <u32>recordEnd, 4);
    p = afterRecord + 1;
    row++;
  }
  setRows(row);
  setPosition(p);
  return stopped;
}

/**
 * Replaces a row that was scanned before by the record at p, which is alone on a line that ends with a newline. Decoded values
 * go to `at`, because the scratch region only has room for those of the scan.
 */
export function replaceRow(p: usize, row: u32, at: usize): void {
  const before = scratch;
  setScratch(at);
  const end = readRecord(p, spans + <usize>row * stride);
  setScratch(before);
  const line = lines + ((<usize>row) << 3);
  store<u32>(line, <u32>p);
  store<u32>(line, <u32>end, 4);
}

/**
 * Adds the line to the bad ones. Returns the start of the next line. `first`: its first byte after blanks; `afterRecord`: the
 * position of what follows a whole record, or 0.
 */
function addBadLine(lineStart: usize, first: u32, afterRecord: usize): usize {
  let lineEnd = lineStart;
  while (load<u8>(lineEnd) != NEWLINE) lineEnd++;
  if (first != OPEN_BRACE) addBad(lineStart, lineEnd, BAD_NOT_OBJECT, 0, 0);
  else if (afterRecord) addBad(lineStart, lineEnd, BAD_JSON, <u32>(afterRecord - lineStart), EXPECTED_END);
  else if (expected == EXPECTED_LESS_DEPTH) addBad(lineStart, lineEnd, BAD_DEPTH, 0, 0);
  else addBad(lineStart, lineEnd, BAD_JSON, <u32>(faultAt - lineStart), expected);
  return lineEnd + 1;
}
