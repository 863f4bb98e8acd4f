// Finds the records in a window of time.
import { asFloat, NONE, parseNumber } from "../number";
import { rows, spans, stride } from "../table";
import { spanEnd, spanStart } from "../span";

/**
 * truth = (from <= value < to) of a column of times; `missing` for rows without a time, whose number is returned. With `among`,
 * a column of truth or 0, rows that are false there are false here too, and are not looked at.
 */
export function inWindow(column: u32, from: f64, to: f64, missing: bool, among: usize, truth: usize): u32 {
  let undated: u32 = 0;
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    if (among && !load<u8>(among + row)) {
      store<u8>(truth + row, 0);
      cell += stride;
      continue;
    }
    const span = load<u64>(cell);
    let holds = missing;
    const start = spanStart(span);
    const kind = start ? parseNumber(start, spanEnd(span)) : NONE;
    if (kind != NONE) {
      const value = asFloat(kind);
      holds = value >= from && value < to;
    } else undated++;
    store<u8>(truth + row, holds ? 1 : 0);
    cell += stride;
  }
  return undated;
}
