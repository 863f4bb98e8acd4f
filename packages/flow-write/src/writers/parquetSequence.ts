// The Parquet files of a slot, one after the other: row groups are compressed at the same time, and join a file in their order.
import { appendFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { codeOf, OutputError, reasonOf } from "@flowlogs/cli";
import { emptyRange, type TimeRange } from "@flowlogs/core/write";
import type { CompressedGroup } from "@flowlogs/formats/parquet/rowBuffer";
import { ParquetFile } from "@flowlogs/formats/parquet/write";
import type { FinishedFile, WriterContext } from "./recordWriter.ts";

/** A row group on its way to a file. */
interface GroupPart {
  readonly group: Promise<CompressedGroup>;
  readonly span: TimeRange;
  /** No more records go to the file of this one. */
  readonly isLast: boolean;
}

/** A file that is being written. */
interface OpenParquet {
  readonly path: string;
  readonly parquet: ParquetFile;
  readonly span: TimeRange;
  checksum: number;
}

export class ParquetSequence {
  readonly #context: WriterContext;
  readonly #finished: (file: FinishedFile) => void;
  #file: OpenParquet | undefined;
  /** The row groups so far are in their files. */
  #before: Promise<void> = Promise.resolve();

  constructor(context: WriterContext, finished: (file: FinishedFile) => void) {
    this.#context = context;
    this.#finished = finished;
  }

  /** `bytes`: what it holds of memory until it is written. */
  add(part: GroupPart, bytes: number): void {
    this.#then(this.#join(part, this.#before), bytes);
  }

  /** No more records go to the file. */
  end(): void {
    this.#then(
      this.#before.then(() => this.#end()),
      0,
    );
  }

  #then(work: Promise<void>, bytes: number): void {
    this.#before = work;
    this.#context.background.start(bytes, work);
  }

  async #join({ group: compressing, span, isLast }: GroupPart, before: Promise<void>): Promise<void> {
    const [group] = await Promise.all([compressing, before]);
    this.#addTo(this.#fileFor(group.size), group, span);
    if (isLast) this.#end();
  }

  #fileFor(size: number): OpenParquet {
    if (this.#file !== undefined && this.#file.parquet.size + size > this.#context.limits.bytes) this.#end();
    if (this.#file !== undefined) return this.#file;
    const path = this.#context.newFile();
    const parquet = new ParquetFile(this.#context.fields, (bytes) => append(path, bytes));
    this.#file = { path, parquet, span: emptyRange(), checksum: 0 };
    return this.#file;
  }

  #addTo(file: OpenParquet, group: CompressedGroup, span: TimeRange): void {
    file.parquet.append(group);
    // Of the content before compression: another version of a compressor writes other bytes for the same records.
    const sums = new Uint32Array([group.rows, ...group.columns.map(({ checksum }) => checksum)]);
    file.checksum = crc32(new Uint8Array(sums.buffer), file.checksum);
    file.span.first = Math.min(file.span.first, span.first);
    file.span.last = Math.max(file.span.last, span.last);
  }

  #end(): void {
    if (this.#file === undefined) return;
    const { path, parquet, span, checksum } = this.#file;
    this.#file = undefined;
    const [first, last] = Number.isFinite(span.first) ? [span.first, span.last] : [undefined, undefined];
    parquet.finish({
      "num-records": String(parquet.records),
      ...(first !== undefined && { "first-timestamp": String(first) }),
      ...(last !== undefined && { "last-timestamp": String(last) }),
    });
    const hash = checksum.toString(16).padStart(8, "0");
    this.#finished({ file: path, hash, records: parquet.records, bytes: parquet.size, first, last });
  }
}

/** The file is opened each time: there may be more files than a process can have open. */
function append(path: string, bytes: Uint8Array): void {
  try {
    appendFileSync(path, bytes, { mode: 0o666 });
  } catch (error) {
    throw new OutputError(reasonOf(error), codeOf(error) === "ENOSPC" ? "free some space" : "check the path", path);
  }
}
