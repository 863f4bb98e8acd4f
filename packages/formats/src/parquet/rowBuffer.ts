// Rows that wait to become a row group of a Parquet file.
import {
  type Batch,
  BufferedColumn,
  ColumnEncoder,
  type ColumnType,
  columnType,
  PlainRoom,
} from "@flowlogs/core/parquet";
import { CODECS, compressorOf } from "./compress.ts";
import type { PageCompression } from "./compression.ts";
import { pagesOf, writeChunk, type WrittenChunk } from "./writeChunk.ts";

/** Rows of a row group at most, and bytes of their values: half as much again is held of memory. */
const GROUP_ROWS = 131_072;
const GROUP_BYTES = 20e6;

/** What the files that a command writes share: regions in the kernel's memory. */
export class ParquetEncoder {
  readonly room: PlainRoom;
  readonly columns: ColumnEncoder;

  constructor(kernel: Batch["kernel"]) {
    this.room = new PlainRoom(kernel);
    this.columns = new ColumnEncoder(kernel);
  }
}

/** Values that could not be written as they are, by field. */
export interface ParquetLosses {
  /** Not whole numbers of the column's size: null instead. */
  readonly misfits: ReadonlyMap<string, number>;
  /** Times of which the fraction of a second was cut off. */
  readonly cutFractions: ReadonlyMap<string, number>;
}

/** A row group, ready to be written. */
export interface CompressedGroup {
  readonly rows: number;
  readonly columns: readonly WrittenChunk[];
  /** Its size in the file. */
  readonly size: number;
}

export class RowBuffer {
  readonly #encoder: ParquetEncoder;
  readonly #limit: number;
  readonly #columns: readonly { readonly type: ColumnType; readonly values: BufferedColumn }[];
  #batchFields: readonly string[] | undefined;
  #places: readonly number[] = [];
  rows = 0;

  /** `limit`: of the bytes of the values of a row group. */
  constructor(encoder: ParquetEncoder, fields: readonly string[], limit = GROUP_BYTES) {
    this.#encoder = encoder;
    this.#limit = Math.min(limit, GROUP_BYTES);
    this.#columns = fields.map((field) => {
      const type = columnType(field);
      return { type, values: new BufferedColumn(type) };
    });
  }

  /** Adds rows of the batch: `count` numbers at `list`. */
  add(batch: Batch, list: number, count: number): void {
    if (batch.fields !== this.#batchFields) {
      this.#batchFields = batch.fields;
      this.#places = this.#columns.map(({ type }) => batch.columnOf(type.name));
    }
    for (const [i, { values }] of this.#columns.entries()) {
      values.add(batch, this.#places[i] ?? -1, list, count, this.#encoder.room);
    }
    this.rows += count;
  }

  /** Bytes of memory that it holds. */
  get held(): number {
    return this.#columns.reduce((sum, { values }) => sum + values.held, 0);
  }

  get isFull(): boolean {
    return this.rows >= GROUP_ROWS || this.#columns.reduce((sum, { values }) => sum + values.size, 0) >= this.#limit;
  }

  /** Takes the rows out, as pages: their bytes before compression, and the row group that becomes of them. */
  take(compression: PageCompression): { readonly bytes: number; readonly group: Promise<CompressedGroup> } {
    const { rows, isFull } = this;
    const encoded = this.#columns.map(({ type, values }) => {
      const column = this.#encoder.columns.encode(type, values);
      values.clear(isFull);
      return { type, column };
    });
    this.rows = 0;
    const compress = compressorOf(compression);
    const pages = encoded.flatMap(({ column }) => column.pages);
    const bytes = pages.reduce((sum, page) => sum + page.bytes.length, 0);
    const { store } = this.#encoder.columns;
    const written = encoded.map(async ({ type, column }) => {
      const chunk = await writeChunk(type, column, CODECS[compression], compress);
      for (const page of pagesOf(column)) store.release(page.bytes);
      return chunk;
    });
    return { bytes, group: groupOf(rows, written) };
  }

  /** What of the values that were added could not be written as it is. */
  get losses(): ParquetLosses {
    const counts = (count: (values: BufferedColumn) => number): ReadonlyMap<string, number> =>
      new Map(this.#columns.map(({ type, values }) => [type.name, count(values)] as const).filter(([, n]) => n > 0));
    return { misfits: counts(({ misfits }) => misfits), cutFractions: counts(({ cutFractions: cut }) => cut) };
  }
}

async function groupOf(rows: number, written: readonly Promise<WrittenChunk>[]): Promise<CompressedGroup> {
  const columns = await Promise.all(written);
  return { rows, columns, size: columns.reduce((sum, { bytes }) => sum + bytes.length, 0) };
}
