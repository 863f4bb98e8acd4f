// Combines columns of truth values, one byte per row, 16 rows at a time, and lists the rows that they select.
import { rows, spans, stride } from "../table";

export function andTruth(a: usize, b: usize): void {
  for (let i: usize = 0; i < <usize>rows; i += 16) v128.store(a + i, v128.and(v128.load(a + i), v128.load(b + i)));
}
export function orTruth(a: usize, b: usize): void {
  for (let i: usize = 0; i < <usize>rows; i += 16) v128.store(a + i, v128.or(v128.load(a + i), v128.load(b + i)));
}
export function notTruth(a: usize): void {
  const one = i8x16.splat(1);
  for (let i: usize = 0; i < <usize>rows; i += 16) v128.store(a + i, v128.xor(v128.load(a + i), one));
}

/** out = not truth, and false where the value is null. `out` may be `truth`. */
export function negateValues(column: u32, truth: usize, out: usize): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    store<u8>(out + row, load<u32>(cell) ? load<u8>(truth + row) ^ 1 : 0);
    cell += stride;
  }
}

/**
 * Lists the rows whose truth is 1. Returns their number. Every row is written and the end of the list moves by the truth, 0 or 1:
 * no branch that the processor could mispredict.
 */
export function select(truth: usize, list: usize): u32 {
  let count: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    store<u32>(list + ((<usize>count) << 2), row);
    count += load<u8>(truth + row);
  }
  return count;
}

/** Lists every row. Returns their number. */
export function selectAll(list: usize): u32 {
  for (let row: u32 = 0; row < rows; row++) store<u32>(list + ((<usize>row) << 2), row);
  return rows;
}

export function isNull(column: u32, truth: usize): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    store<u8>(truth + row, load<u32>(cell) ? 0 : 1);
    cell += stride;
  }
}
