// Files of Parquet as AWS delivers them. Rows wait in memory until they are a row group, or memory is short; a row group that would
// make a file too large begins the next one.
import { emptyRange, type RowList, widen } from "@flowlogs/core/write";
import type { PageCompression } from "@flowlogs/formats/parquet/compression";
import { ParquetEncoder, RowBuffer } from "@flowlogs/formats/parquet/rowBuffer";
import { ParquetLossCounts } from "./parquetLosses.ts";
import { ParquetSequence } from "./parquetSequence.ts";
import type { FileFormat, FinishedFile, RecordWriter, WriterContext } from "./recordWriter.ts";

/** Bytes of values in a row group at least, where files are small. */
const SMALLEST_GROUP = 65_536;

export function parquetFormat(compression: PageCompression): FileFormat {
  return {
    extension: "log.parquet",
    open(context) {
      const losses = new ParquetLossCounts();
      const shared = { ...context, compression, losses, encoder: new ParquetEncoder(context.kernel) };
      return {
        writer: (finished) => new ParquetWriter(shared, finished),
        losses: () => losses.problems(),
      };
    },
  };
}

interface ParquetContext extends WriterContext {
  readonly compression: PageCompression;
  readonly encoder: ParquetEncoder;
  readonly losses: ParquetLossCounts;
}

class ParquetWriter implements RecordWriter {
  readonly #shared: ParquetContext;
  readonly #files: ParquetSequence;
  readonly #rows: RowBuffer;
  #span = emptyRange();
  /** Records of the file so far, as far as only their number limits it. */
  #recordsInFile = 0;

  constructor(shared: ParquetContext, finished: (file: FinishedFile) => void) {
    this.#shared = shared;
    this.#files = new ParquetSequence(shared, finished);
    this.#rows = new RowBuffer(shared.encoder, shared.fields, Math.max(shared.limits.bytes / 2, SMALLEST_GROUP));
  }

  get held(): number {
    return this.#rows.held;
  }

  append(rows: RowList): void {
    const { records } = this.#shared.limits;
    for (let from = 0; from < rows.count;) {
      const count = Math.min(rows.count - from, records - this.#recordsInFile);
      this.#rows.add(rows.batch, rows.list + from * 4, count);
      widen(this.#span, rows, from, count);
      from += count;
      this.#recordsInFile += count;
      const isLast = this.#recordsInFile === records;
      if (isLast || this.#rows.isFull) this.#flush(isLast);
    }
  }

  #flush(isLast: boolean): void {
    if (this.#rows.rows > 0) {
      const { bytes, group } = this.#rows.take(this.#shared.compression);
      this.#files.add({ group, span: this.#span, isLast }, bytes);
      this.#span = emptyRange();
    } else if (isLast) this.#files.end();
    if (isLast) this.#recordsInFile = 0;
  }

  spill(): void {
    this.#flush(false);
  }

  close(): void {
    this.#flush(true);
    this.#shared.losses.add(this.#rows.losses);
  }
}
