// The gzip files of a slot, one after the other: parts are compressed at the same time, and join a file in their order. A part
// that would make a file too large begins the next one, so that the files depend on nothing but the records.
import { emptyRange, type TimeRange } from "@flowlogs/core/write";
import { deflatePart, GzipFile } from "./gzipFile.ts";
import type { FinishedFile, WriterContext } from "./recordWriter.ts";

/** Lines on their way to a file. */
export interface TextPart {
  readonly text: Uint8Array;
  readonly records: number;
  readonly span: TimeRange;
  /** No more records go to the file of this one. */
  readonly isLast: boolean;
}

/** The first line of each file, and the same compressed. */
export interface FileHeader {
  readonly text: Uint8Array;
  readonly compressed: Promise<Uint8Array>;
}

interface SequenceContext extends WriterContext {
  readonly header: FileHeader;
}

/** A file that is being written. */
interface OpenFile {
  readonly gzip: GzipFile;
  readonly span: TimeRange;
  records: number;
}

export class FileSequence {
  readonly #context: SequenceContext;
  readonly #finished: (file: FinishedFile) => void;
  #file: OpenFile | undefined;
  /** The parts so far are in their files. */
  #before: Promise<void> = Promise.resolve();

  constructor(context: SequenceContext, finished: (file: FinishedFile) => void) {
    this.#context = context;
    this.#finished = finished;
  }

  add(part: TextPart): void {
    this.#before = this.#join(part, this.#before);
    this.#context.background.start(part.text.length, this.#before);
  }

  async #join(part: TextPart, before: Promise<void>): Promise<void> {
    const { header, background } = this.#context;
    const { text } = part;
    const compressing = text.length === 0 ? undefined : background.computing.use(async () => await deflatePart(text));
    const [compressed, head] = await Promise.all([compressing, header.compressed, before]);
    if (compressed !== undefined) this.#addTo(this.#fileFor(compressed.length, head), part, compressed);
    if (part.isLast) this.#end();
  }

  #fileFor(size: number, head: Uint8Array): OpenFile {
    if (this.#file !== undefined && this.#file.gzip.size + size > this.#context.limits.bytes) this.#end();
    if (this.#file !== undefined) return this.#file;
    const gzip = new GzipFile(this.#context.newFile());
    gzip.add(this.#context.header.text, head);
    this.#file = { gzip, span: emptyRange(), records: 0 };
    return this.#file;
  }

  #addTo(file: OpenFile, { text, records, span }: TextPart, compressed: Uint8Array): void {
    file.gzip.add(text, compressed);
    file.records += records;
    file.span.first = Math.min(file.span.first, span.first);
    file.span.last = Math.max(file.span.last, span.last);
  }

  #end(): void {
    if (this.#file === undefined) return;
    const { gzip, records, span } = this.#file;
    this.#file = undefined;
    const hash = gzip.end();
    const [first, last] = Number.isFinite(span.first) ? [span.first, span.last] : [undefined, undefined];
    this.#finished({ file: gzip.path, hash, records, bytes: gzip.size, first, last });
  }
}
