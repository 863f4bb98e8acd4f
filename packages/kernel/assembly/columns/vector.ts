// Converts columns to vectors of doubles, one per row of the table, and back; combines columns from other columns.
import { EXACT_LIMIT } from "./compare";
import { asFloat, hostWriteNumber, NONE, parseNumber, writeInteger } from "../number";
import { rows, spans, stride } from "../table";
import { spanEnd, spanOf, spanStart } from "../span";

/** Fills `vector` with the numbers of a column, NaN where the value is not a number. */
export function numberColumn(column: u32, vector: usize): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const span = load<u64>(cell);
    let value: f64 = NaN;
    if (<u32>span) {
      const kind = parseNumber(spanStart(span), spanEnd(span));
      if (kind != NONE) value = asFloat(kind);
    }
    store<f64>(vector + ((<usize>row) << 3), value);
    cell += stride;
  }
}

/** Room for the text of a number, and the zero that ends it. */
const TEXT_ROOM: usize = 32;

/** Writes the numbers as text to `texts`, 32 bytes a row, and makes them the values of the column. */
export function writeNumbers(vector: usize, texts: usize, column: u32): void {
  let cell = spans + ((<usize>column) << 3);
  let out = texts;
  for (let row: u32 = 0; row < rows; row++) {
    const value = load<f64>(vector + ((<usize>row) << 3));
    let span: u64 = 0;
    if (!isNaN(value)) {
      const end =
        abs(value) < EXACT_LIMIT && trunc(value) == value
          ? writeInteger(out, <i64>value)
          : out + hostWriteNumber(value, out);
      store<u8>(end, 0);
      span = spanOf(out, end);
      out += TEXT_ROOM;
    }
    store<u64>(cell, span);
    cell += stride;
  }
}

/** Puts the same value into every row. */
export function fillColumn(span: u64, column: u32): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    store<u64>(cell, span);
    cell += stride;
  }
}

export function copyColumn(from: u32, to: u32): void {
  let cell = spans;
  for (let row: u32 = 0; row < rows; row++) {
    store<u64>(cell + ((<usize>to) << 3), load<u64>(cell + ((<usize>from) << 3)));
    cell += stride;
  }
}

/**
 * Copies one word of 8 bytes for each of so many rows of a list: from their places in one table, `step` bytes apart, to those
 * of the first rows of another. Zeros where `from` is 0.
 */
export function gather(from: usize, step: usize, list: usize, count: u32, to: usize, toStep: usize): void {
  for (let row: u32 = 0; row < count; row++) {
    store<u64>(to, from ? load<u64>(from + <usize>load<u32>(list + ((<usize>row) << 2)) * step) : 0);
    to += toStep;
  }
}

/** `to` = `from` in records that do not have `to`. */
export function replaceAbsent(from: u32, to: u32): void {
  let cell = spans;
  for (let row: u32 = 0; row < rows; row++) {
    if (!load<u64>(cell + ((<usize>to) << 3)))
      store<u64>(cell + ((<usize>to) << 3), load<u64>(cell + ((<usize>from) << 3)));
    cell += stride;
  }
}

/** truth = the record has the column, even if it is null. */
export function isPresent(column: u32, truth: usize): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    store<u8>(truth + row, load<u64>(cell) != 0 ? 1 : 0);
    cell += stride;
  }
}

/** `to` = `from` where the truth is 1. */
export function chooseColumn(truth: usize, from: u32, to: u32): void {
  let cell = spans;
  for (let row: u32 = 0; row < rows; row++) {
    if (load<u8>(truth + row)) store<u64>(cell + ((<usize>to) << 3), load<u64>(cell + ((<usize>from) << 3)));
    cell += stride;
  }
}

/** `to` = `from` where `to` is null. */
export function replaceNullColumn(from: u32, to: u32): void {
  let cell = spans;
  for (let row: u32 = 0; row < rows; row++) {
    if (!load<u32>(cell + ((<usize>to) << 3)))
      store<u64>(cell + ((<usize>to) << 3), load<u64>(cell + ((<usize>from) << 3)));
    cell += stride;
  }
}

// ---- results that the host computed once per distinct value, looked up by the id of the value; id 0 is null

export function lookUpTruth(ids: usize, table: usize, truth: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    const id = load<u32>(ids + ((<usize>row) << 2));
    store<u8>(truth + row, id ? load<u8>(table + id - 1) : 0);
  }
}

export function lookUpNumbers(ids: usize, table: usize, vector: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    const id = <usize>load<u32>(ids + ((<usize>row) << 2));
    store<f64>(vector + ((<usize>row) << 3), id ? load<f64>(table + ((id - 1) << 3)) : NaN);
  }
}

export function lookUpSpans(ids: usize, table: usize, column: u32): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const id = <usize>load<u32>(ids + ((<usize>row) << 2));
    store<u64>(cell, id ? load<u64>(table + ((id - 1) << 3)) : 0);
    cell += stride;
  }
}
