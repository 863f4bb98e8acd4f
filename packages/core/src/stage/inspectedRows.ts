// For those who look at rows of CSV, TSV or Parquet themselves, as readWorker's inspector: where the rows are, and what a worker needs
// that writes nothing.
import type { Problem } from "@flowlogs/base/problem";
import type { Batch } from "../batch.ts";
import { isComment } from "../text/separator.ts";
import type { StageContext } from "./stage.ts";

/** The number of the line of a row by its place. The lines of the batch are the last ones that were read. */
export function lineNumbersOf(batch: Batch): (place: number) => number {
  const { kernel, selected } = batch;
  const startOf = (place: number): number => batch.line(batch.rowAt(place)).byteOffset;
  const last = batch.line(batch.rowAt(selected - 1));
  const end = last.byteOffset + last.length;
  const newlines = (place: number): number => kernel.countBytes(startOf(place), end, 10) >>> 0;
  const lastLine = kernel.lineNumber.value;
  // Without blank lines and comments among them, rows are as far apart as lines.
  if (newlines(0) === selected - 1) return (place) => lastLine - (selected - 1 - place);
  const lines = new Float64Array(selected);
  let before = end;
  let line = lastLine;
  for (let place = selected - 1; place >= 0; place--) {
    const start = startOf(place);
    line -= kernel.countBytes(start, before, 10) >>> 0;
    lines[place] = line;
    before = start;
  }
  return (place) => lines[place] ?? 0;
}

export const unusedContext: StageContext = {
  write: () => {},
  bad: () => {},
  note: () => {},
  missing: () => {},
  temporary: unwanted,
  load: unwanted,
  refuse: unwanted,
};

function unwanted(): never {
  throw new Error("rows are only looked at");
}

const NEWLINE = 10;

/** The line of a file that is to name its columns: the first one that is neither blank nor a comment. */
export function headingOf(bytes: Uint8Array): string {
  for (let from = 0; from < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline < 0 ? bytes.length : newline;
    const line = new TextDecoder().decode(bytes.subarray(from, end));
    if (line.trim() !== "" && !isComment(line)) return line;
    from = end + 1;
  }
  return "";
}

/** Of two columns with one name nobody knows which is meant. */
export function twoColumns(name: string): Problem {
  return { problem: `two of its columns are named ${name}`, advice: "rename one, or leave it out" };
}

type LineFormat = "csv" | "tsv" | "ndjson";

/** What bytes go into: a worker that reads. */
interface ByteReader {
  use(format: LineFormat): void;
  room(): Uint8Array;
  advance(length: number): void;
  endSource(): void;
}

/** Hands a whole file of lines to a worker. */
export function feedLines(worker: ByteReader, bytes: Uint8Array, format: LineFormat): void {
  worker.use(format);
  for (let done = 0; done < bytes.length;) {
    const room = worker.room();
    const part = bytes.subarray(done, done + room.length);
    room.set(part);
    worker.advance(part.length);
    done += part.length;
  }
  worker.endSource();
}
