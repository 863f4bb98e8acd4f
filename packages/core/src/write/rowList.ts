// RowList of a batch that belong together, on their way to a file.
import type { Batch } from "../batch.ts";

/** Good until the batch is filled again. */
export interface RowList {
  readonly batch: Batch;
  /** Where their numbers are in the kernel's memory, as u32. */
  readonly list: number;
  readonly count: number;
  /** When each row of the batch began and ended, by its number, in epoch seconds; NaN where it has no such time. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

/** The first and last time of rows; infinite where none has one. */
export interface TimeRange {
  first: number;
  last: number;
}

export function emptyRange(): TimeRange {
  return { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
}

/** Widens a span by `count` rows from a place of the list on. */
export function widen(span: TimeRange, { batch, list, starts, ends }: RowList, from: number, count: number): void {
  const words = batch.kernel.words();
  let { first, last } = span;
  const begin = list / 4 + from;
  for (let at = begin; at < begin + count; at++) {
    const row = words[at] ?? 0;
    const start = starts[row] ?? Number.NaN;
    const end = ends[row] ?? Number.NaN;
    if (start < first) first = start;
    if (end < first) first = end;
    if (end > last) last = end;
    if (start > last) last = start;
  }
  span.first = first;
  span.last = last;
}
