// Takes the records of interim results, and the lines that end their sets, out of batches.
import type { Batch } from "../batch.ts";
import { INTERIM_KEY, type Mark, markOf } from "./marks.ts";

/** The column of the marks if some record has one; else -1. That nobody had any is known without a look at the rows. */
function markColumn(batch: Batch): number {
  const column = batch.placeOfKey(INTERIM_KEY);
  if (column < 0 || batch.keys?.keyOf(column) === undefined || !batch.kernel.hasValues(column)) return -1;
  return column;
}

/** Whether some record of the batch has a mark. */
export function hasMarks(batch: Batch): boolean {
  return markColumn(batch) >= 0;
}

/** The mark of a row, undefined where it has none. */
function markAt(batch: Batch, row: number, column: number): Mark | undefined {
  const span = batch.value(row, column);
  return span === undefined ? undefined : markOf(batch.kernel.text(span.start, span.end), span.text);
}

/** Narrows the selection to rows without a mark, and hands over the others in order. */
export function takeInterimRecords(batch: Batch, take: (mark: Mark, line: Uint8Array) => void): void {
  const column = markColumn(batch);
  if (column < 0) return;
  const { kernel, list } = batch;
  let others = 0;
  for (let place = 0; place < batch.selected; place++) {
    const row = batch.rowAt(place);
    const mark = markAt(batch, row, column);
    if (mark === undefined) {
      kernel.words().fill(row, list / 4 + others, list / 4 + others + 1);
      others++;
    } else take(mark, batch.line(row));
  }
  batch.selected = others;
}

/** Makes the truth of lines 1 that are not records, whatever a condition said of them. How many there are. */
export function passControlLines(batch: Batch, truth: number): number {
  const column = markColumn(batch);
  let count = 0;
  if (column < 0) return count;
  for (let row = 0; row < batch.rows; row++) {
    if (typeof markAt(batch, row, column) !== "string") continue;
    batch.kernel.bytes().fill(1, truth + row, truth + row + 1);
    count++;
  }
  return count;
}

/** The places of the selection with lines that are not records. */
export function controlPlaces(batch: Batch): number[] {
  const column = markColumn(batch);
  if (column < 0) return [];
  const places = Array.from({ length: batch.selected }, (_, place) => place);
  return places.filter((place) => typeof markAt(batch, batch.rowAt(place), column) === "string");
}
