// The result of a scan: the spans of the wanted values, the bounds of each record's line, and the lines that could not be read.
// The host allocates the regions; this file has their positions.
//
//   spans  | column 0 | column 1 | ... | unwanted |   stride bytes a row, 8 a span
//   lines  | start, end |                             8 bytes a row
import { BAD_SIZE } from "./opcodes";

/** Spans (span.ts) row by row: `columns` of them, and one more for values that are not wanted. */
export let spans: usize = 0;
export let columns: u32 = 0;
/** Bytes from one row of spans to the next. */
export let stride: usize = 0;
/** Per row { u32 start; u32 end } of the record, without the line's end. */
export let lines: usize = 0;
export let maxRows: u32 = 0;
/** Where the next value goes that is not in the input as it is (escapes decoded, milliseconds made seconds). */
export let scratch: usize = 0;
let scratchStart: usize = 0;

export function setTable(spansAt: usize, columnCount: u32, linesAt: usize, rowLimit: u32, scratchAt: usize): void {
  spans = spansAt;
  columns = columnCount;
  stride = (<usize>(columnCount + 1)) << 3;
  lines = linesAt;
  maxRows = rowLimit;
  scratch = scratchAt;
  scratchStart = scratchAt;
}

// ---- progress of the scan, read by packages/core/src/decode

/** Rows in the table. */
export let rows: u32 = 0;
/** Position at which the next scan starts. */
export let position: usize = 0;
/** Number of the line scanned last, counted from the start of the source, blank lines included. */
export let lineNumber: f64 = 0;
/** Over all sources: blank lines, and lines that continue the record of the line before (CSV). */
export let blankLines: f64 = 0;
export let continuedLines: f64 = 0;

export function setRows(count: u32): void {
  rows = count;
}
export function setPosition(at: usize): void {
  position = at;
}
export function countLines(count: u32): void {
  lineNumber += count;
}
/** Takes back the count of a line that will be scanned again. */
export function uncountLine(): void {
  lineNumber--;
}
export function countBlank(): void {
  blankLines++;
}
export function countContinued(count: u32): void {
  lineNumber += count;
  continuedLines += count;
}
export function setScratch(at: usize): void {
  scratch = at;
}
/**
 * Ends a value in the scratch region with a zero, so that reading a number never runs into the next value. Returns where the
 * next value goes.
 */
export function endScratch(at: usize): usize {
  store<u8>(at, 0);
  return at + 1;
}
/** Empties the table, before a scan. */
export function clearTable(): void {
  rows = 0;
  badLines = 0;
  scratch = scratchStart;
}

// ---- lines that could not be read

/** A scan stops when it has this many bad lines, so that the host can report them. */
export const BAD_LIMIT: u32 = 64;
// Per bad line { u32 start; u32 end; u32 reason; u32 a; u32 b; u32 c; f64 line number }; a, b and c: see opcodes.ts.
const BAD_END: usize = 4;
const BAD_REASON: usize = 8;
const BAD_A: usize = 12;
const BAD_B: usize = 16;
const BAD_C: usize = 20;
const BAD_LINE_NUMBER: usize = 24;
export const badTable: usize = memory.data(<i32>BAD_LIMIT * <i32>BAD_SIZE, 16);
export let badLines: u32 = 0;

export function addBad(start: usize, end: usize, reason: u32, a: u32, b: u32, c: u32 = 0): void {
  const at = badTable + <usize>badLines * BAD_SIZE;
  store<u32>(at, <u32>start);
  store<u32>(at, <u32>end, BAD_END);
  store<u32>(at, reason, BAD_REASON);
  store<u32>(at, a, BAD_A);
  store<u32>(at, b, BAD_B);
  store<u32>(at, c, BAD_C);
  store<f64>(at, lineNumber, BAD_LINE_NUMBER);
  badLines++;
}
