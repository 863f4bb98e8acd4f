// On which line of its source a row is. The rows of a batch do not say, as hardly anybody asks; between them may be lines that are
// blank or bad.
import type { Batch } from "../batch.ts";

const NEWLINE = 10;

/** The number of the line, from 1, of a row of the batch that was scanned last. */
export function lineOf(batch: Batch, row: number): number {
  const { kernel } = batch;
  const bytes = kernel.bytes();
  const end = kernel.position.value >>> 0;
  // From the row's own line end to where the scan stopped.
  let line = kernel.lineNumber.value;
  let at = batch.line(row).byteOffset + batch.line(row).length;
  for (at = bytes.indexOf(NEWLINE, at) + 1; at > 0 && at < end; at = bytes.indexOf(NEWLINE, at) + 1) line--;
  return line;
}
