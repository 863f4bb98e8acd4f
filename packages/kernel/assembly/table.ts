// What a scan hands back, and where: the spans of the wanted values, the bounds of each record's line, the lines that
// could not be read. The regions are laid out by the host; this file holds their pointers.
import { BAD_SIZE } from "./opcodes";

// Spans (span.ts) stand row by row, `columns` to a row and one
// more place, for values that nobody wants.
export let spans: usize = 0;
export let columns: u32 = 0;
/** Bytes from one row of spans to the next. */
export let stride: usize = 0;
/** Per row { u32 start; u32 end } of the record, without the line's end. */
export let lines: usize = 0;
export let maxRows: u32 = 0;
/** Values that do not stand in the input as they are (escapes decoded, milliseconds brought to seconds). */
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

// ---- progress of the scan under way, read by src/decode

/** Rows in the table. */
export let rows: u32 = 0;
/** Where the next scan starts. */
export let position: usize = 0;
/** Lines passed since the source began, the blank ones among them. */
export let lineNumber: f64 = 0;
/** Of all sources: blank lines, and those that go on with the record of the line before (CSV). */
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
/** The line just counted will be scanned again. */
export function lineAgain(): void {
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
/** Marks the end of a value in the scratch region, so that reading one never runs into the next. Where the next goes. */
export function endScratch(at: usize): usize {
  store<u8>(at, 0);
  return at + 1;
}
/** Before a scan: an empty table. */
export function clearTable(): void {
  rows = 0;
  badLines = 0;
  scratch = scratchStart;
}

// ---- lines that could not be read

export const BAD_LIMIT: u32 = 64;
/** Per bad line { u32 start; u32 end; u32 reason; u32 a; u32 b; u32 c; f64 line number }. */
export const badTable: usize = memory.data(64 * 32, 16);
export let badLines: u32 = 0;

export function addBad(start: usize, end: usize, reason: u32, a: u32, b: u32, c: u32 = 0): void {
  const at = badTable + <usize>badLines * BAD_SIZE;
  store<u32>(at, <u32>start);
  store<u32>(at, <u32>end, 4);
  store<u32>(at, reason, 8);
  store<u32>(at, a, 12);
  store<u32>(at, b, 16);
  store<u32>(at, c, 20);
  store<f64>(at, lineNumber, 24);
  badLines++;
}
