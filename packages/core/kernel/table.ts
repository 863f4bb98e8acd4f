// What a scan hands back, and where: the spans of the wanted values, the bounds of each record's line, the lines that
// could not be read. The regions are laid out by src/kernel/ and src/batch.ts; this file holds their pointers.

/** Bit 31 of a span's end: the value is a text (in NDJSON a string). Clear: a number or another JSON literal. */
export const TEXT: u32 = 0x80000000;

/** A null that is written out; a value that is missing is 0. Both have a start of 0. */
export const NULL_GIVEN: u64 = 1 << 32;

// A span is { u32 start; u32 end | TEXT }, the start 0 for null or missing. Spans stand row by row, `columns` to a row and one
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

/** Bytes of the value of a span, about none for null; 64 bits, so that no sum or product of lengths wraps round. */
// @ts-ignore: decorator
@inline
export function lengthOf(span: u64): u64 {
  return ((span >> 32) & 0x7fffffff) - (span & 0xffffffff);
}

export function setTable(
  spansAt: usize,
  columnCount: u32,
  linesAt: usize,
  rowLimit: u32,
  scratchAt: usize,
): void {
  spans = spansAt;
  columns = columnCount;
  stride = <usize>(columnCount + 1) << 3;
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
const BAD_SIZE: usize = 32;
/** Per bad line { u32 start; u32 end; u32 reason; u32 a; u32 b; u32 c; f64 line number }. */
export const badTable: usize = memory.data(64 * 32, 16);
export let badLines: u32 = 0;

// Reasons; a and b say more: see src/decode/bad.ts, which puts them in words.
export const BAD_COLUMNS: u32 = 1; // a: columns found
export const BAD_VALUE: u32 = 2; // a, b: bounds of the value; c: the column of the format
export const BAD_JSON: u32 = 3; // a: offset in the line; b: what was expected there
export const BAD_NOT_OBJECT: u32 = 4;
export const BAD_DEPTH: u32 = 5;
export const BAD_QUOTE: u32 = 6; // a: 1 when a quote is not closed, else text stands behind one

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
