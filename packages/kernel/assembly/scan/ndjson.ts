// NDJSON lines to spans, the quick path: a record is expected to look like an earlier one (layout.ts); then its values are
// known without reading a key. A record that fits no layout is read by json.ts, and its own text becomes one more layout.
import { NEWLINE, OPEN_BRACE } from "../ascii";
import { expected, faultAt } from "../jsonError";
import { exact, isExact, readRecord, skipBlanks } from "./json";
import { countOtherKeys } from "./otherKeys";
import { current, heading, headingOf, layoutCount, layoutOf, learn, readByLayout, setCurrent } from "./layout";
import {
  addBad,
  BAD_LIMIT,
  badLines,
  clearTable,
  countBlank,
  lines,
  maxRows,
  countLines,
  lineAgain,
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

/** The heading of the record before which a scan stopped, if it fits a layout of another one; else NO_HEADING. */
export let otherHeading: u32 = 0xffffffff;
const NO_HEADING: u32 = 0xffffffff;
/** Where the values of a record go whose heading is another one's. */
const elsewhere: usize = memory.data(512 * 8, 16); // MOST_COLUMNS

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
  otherHeading = NO_HEADING;
  byLayout = true;
  for (let i: u32 = 0; i < layoutCount; i++) {
    const layout = layoutOf(i);
    const itsHeading = headingOf(layout);
    const isOther = itsHeading != heading;
    if (i == current && !isOther) continue;
    const end = isOther ? readByLayout(p, layout, elsewhere, 0) : readByLayout(p, layout, row, stride);
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
 * Scans whole lines in [start, end) until all is read, the table is full or there are many bad lines. True when it stopped
 * before a record that is not exactly of the wanted keys, and only such are to be taken, or one of another heading.
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
    let behind = recordEnd ? skipBlanks(recordEnd) : 0;
    if (!recordEnd || load<u8>(behind) != NEWLINE) {
      p = skipBlanks(p);
      const first = load<u8>(p);
      if (first == NEWLINE) {
        countBlank();
        p++;
        continue;
      }
      recordEnd = first == OPEN_BRACE ? readAnyhow(p, rowAt) : 0;
      behind = recordEnd ? skipBlanks(recordEnd) : 0;
      if (!recordEnd || load<u8>(behind) != NEWLINE) {
        p = reportBad(lineStart, first, behind);
        continue;
      }
      if (otherHeading != NO_HEADING || (exact && !byLayout && lineStart != recordPassed && !isExact())) {
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
    store<u32>(lines + ((<usize>row) << 3), <u32>p);
    store<u32>(lines + ((<usize>row) << 3), <u32>recordEnd, 4);
    p = behind + 1;
    row++;
  }
  setRows(row);
  setPosition(p);
  return stopped;
}

/**
 * Makes the record at p, on a line of its own that ends with a newline, the one of a row that was scanned before. Decoded
 * values go to `at`: the scratch region has room for those of the scan only.
 */
export function readAgain(p: usize, row: u32, at: usize): void {
  const before = scratch;
  setScratch(at);
  const end = readRecord(p, spans + <usize>row * stride);
  setScratch(before);
  const line = lines + ((<usize>row) << 3);
  store<u32>(line, <u32>p);
  store<u32>(line, <u32>end, 4);
}

/** Notes why the line is bad; the start of the next one. `behind`: what follows a whole record, or 0. */
function reportBad(lineStart: usize, first: u32, behind: usize): usize {
  let lineEnd = lineStart;
  while (load<u8>(lineEnd) != NEWLINE) lineEnd++;
  if (first != OPEN_BRACE) addBad(lineStart, lineEnd, BAD_NOT_OBJECT, 0, 0);
  else if (behind) addBad(lineStart, lineEnd, BAD_JSON, <u32>(behind - lineStart), EXPECTED_END);
  else if (expected == EXPECTED_LESS_DEPTH) addBad(lineStart, lineEnd, BAD_DEPTH, 0, 0);
  else addBad(lineStart, lineEnd, BAD_JSON, <u32>(faultAt - lineStart), expected);
  return lineEnd + 1;
}
