// Files of text as AWS delivers them: a line with the names of the fields, a line a record, all of it gzip.
import type { Problem } from "@flowlogs/base/problem";
import { emptyRange, headingRemark, logHeader, LogText, type RowList, widen } from "@flowlogs/core/write";
import { SpillFile, type SpilledPiece } from "../slots/spillFile.ts";
import { FileSequence, type FileHeader } from "./fileSequence.ts";
import { deflatePart } from "./gzipFile.ts";
import { TextMisfits } from "./textMisfits.ts";
import type { FileFormat, FinishedFile, RecordWriter, WriterContext } from "./recordWriter.ts";

/** Bytes of text that are compressed at once, at most and at least; a part is small beside the limit of a file. */
const LARGEST_PART = 2 ** 20;
const SMALLEST_PART = 4096;
const PARTS_OF_FILE = 8;
/** The bytes that a buffer begins with: most slots stay small. */
const FIRST = 512;

export const textFormat: FileFormat = {
  extension: "log.gz",
  open(context) {
    const lines = new LogText(context.kernel, context.fields.length);
    const spilled = new SpillFile(context.newFile);
    const misfits = new TextMisfits(context.fields);
    const shared: TextContext = { ...context, lines, spilled, misfits, header: headerOf(context.fields) };
    return {
      writer: (finished) => new TextWriter(shared, finished),
      remarks: () => [lines.remarks.encoded, headingRemark(context.fields)].filter((it) => it !== undefined),
      losses: () => [...misfits.problems(), ...emptyTexts(lines.remarks.empty)],
    };
  },
};

function emptyTexts(problem: string | undefined): readonly Problem[] {
  return problem === undefined ? [] : [{ problem, advice: "--format parquet tells them from null" }];
}

function headerOf(fields: readonly string[]): FileHeader {
  const bytes = new TextEncoder().encode(logHeader(fields));
  return { text: bytes, compressed: deflatePart(bytes) };
}

interface TextContext extends WriterContext {
  readonly lines: LogText;
  readonly header: FileHeader;
  readonly spilled: SpillFile;
  readonly misfits: TextMisfits;
}

class TextWriter implements RecordWriter {
  readonly #shared: TextContext;
  readonly #files: FileSequence;
  readonly #capacity: number;
  #buffer = new Uint8Array(0);
  /** Bytes that the next buffer begins with. */
  #first = FIRST;
  #fill = 0;
  /** Text of the part that is on the disk, before that of the buffer. */
  #pieces: SpilledPiece[] = [];
  /** Bytes of both. */
  #size = 0;
  #records = 0;
  #span = emptyRange();
  /** Records of the file so far, as far as only their number limits it. */
  #recordsInFile = 0;

  constructor(shared: TextContext, finished: (file: FinishedFile) => void) {
    this.#shared = shared;
    this.#files = new FileSequence(shared, finished);
    this.#capacity = Math.min(LARGEST_PART, Math.max(SMALLEST_PART, Math.floor(shared.limits.bytes / PARTS_OF_FILE)));
  }

  get held(): number {
    return this.#buffer.length;
  }

  append(rows: RowList): void {
    const { records } = this.#shared.limits;
    this.#shared.misfits.add(rows);
    for (let from = 0; from < rows.count;) {
      const written = this.#write(rows, from, Math.min(rows.count, from + records - this.#recordsInFile));
      widen(this.#span, rows, from, written);
      from += written;
      this.#records += written;
      this.#recordsInFile += written;
      if (this.#recordsInFile === records) this.#flush(true);
    }
  }

  /** Writes rows up to a place of the list, as many as have room in the part; at least one. */
  #write(rows: RowList, from: number, to: number): number {
    const count = this.#writeWithin(this.#capacity - this.#size, rows, from, to);
    if (count > 0) return count;
    if (this.#size > 0) {
      this.#flush(false);
      return this.#write(rows, from, to);
    }
    // A line that is larger than a part is one of its own.
    return this.#writeWithin(Number.MAX_SAFE_INTEGER, rows, from, from + 1);
  }

  #writeWithin(room: number, rows: RowList, from: number, to: number): number {
    return this.#shared.lines.write({ ...rows, count: to }, from, room, (bytes) => {
      this.#reserve(this.#fill + bytes.length);
      this.#buffer.set(bytes, this.#fill);
      this.#fill += bytes.length;
      this.#size += bytes.length;
    });
  }

  #reserve(size: number): void {
    if (size <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(size, this.#first, Math.min(2 * this.#buffer.length, this.#capacity)));
    larger.set(this.#buffer.subarray(0, this.#fill));
    this.#buffer = larger;
  }

  /** Hands the lines so far over to be compressed. */
  #flush(isLast: boolean): void {
    this.#files.add({ text: this.#text(), records: this.#records, span: this.#span, isLast });
    this.#first = this.#size >= this.#capacity / 2 ? this.#capacity : FIRST;
    this.#buffer = new Uint8Array(0);
    this.#fill = this.#size = this.#records = 0;
    this.#span = emptyRange();
    if (isLast) this.#recordsInFile = 0;
  }

  /** The text of the part. */
  #text(): Uint8Array {
    const rest = this.#buffer.subarray(0, this.#fill);
    if (this.#pieces.length === 0) return rest;
    const text = new Uint8Array(this.#size);
    let at = 0;
    for (const piece of this.#pieces) {
      this.#shared.spilled.take(piece, text.subarray(at));
      at += piece.length;
    }
    text.set(rest, at);
    this.#pieces = [];
    return text;
  }

  spill(): void {
    if (this.#fill > 0) this.#pieces.push(this.#shared.spilled.write(this.#buffer.subarray(0, this.#fill)));
    this.#buffer = new Uint8Array(0);
    this.#fill = 0;
    this.#first = FIRST;
  }

  close(): void {
    this.#flush(true);
  }
}
