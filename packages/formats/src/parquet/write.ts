// Writes Parquet files from the kernel's columns, as AWS delivers flow logs: whole numbers of 32 and 64 bits and texts, each of which
// may be null, in row groups. hyparquet-writer writes headers and the footer, but not the pages, because it takes an object a value.
import {
  type Batch,
  ColumnEncoder,
  type ColumnType,
  columnType,
  BufferedColumn,
  PlainRoom,
} from "@flowlogs/core/parquet";
import type { KeyValue, RowGroup, SchemaElement } from "hyparquet";
import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { type PageCompression, CODECS, compressorOf } from "./compress.ts";
import { writeChunk } from "./writeChunk.ts";

/** Rows of a row group, and bytes of their values: what a file in the making has in memory. */
const GROUP_ROWS = 131_072;
const GROUP_BYTES = 1 << 25;

const MAGIC = new TextEncoder().encode("PAR1");

/** What the files that a command writes share: regions in the kernel's memory. */
export class ParquetEncoder {
  readonly room: PlainRoom;
  readonly chunks: ColumnEncoder;

  constructor(kernel: Batch["kernel"]) {
    this.room = new PlainRoom(kernel);
    this.chunks = new ColumnEncoder(kernel);
  }
}

/** Values that could not be written as they are, by field. */
export interface Losses {
  /** Not whole numbers of the column's size: null instead. */
  readonly misfits: ReadonlyMap<string, number>;
  /** Times of which the fraction of a second was cut off. */
  readonly cutFractions: ReadonlyMap<string, number>;
}

/** Takes the bytes of the file, in order. */
export type TakeFileBytes = (bytes: Uint8Array) => void | Promise<void>;

export class ParquetFile {
  readonly #encoder: ParquetEncoder;
  readonly #sink: TakeFileBytes;
  readonly #compression: PageCompression;
  readonly #types: readonly ColumnType[];
  readonly #columns: readonly BufferedColumn[];
  readonly #groups: RowGroup[] = [];
  #batchFields: readonly string[] | undefined;
  #places: readonly number[] = [];
  #written = 0;
  #rows = 0;
  #pending: Promise<void> = Promise.resolve();
  /** Records that were added. */
  records = 0;

  constructor(encoder: ParquetEncoder, fields: readonly string[], compression: PageCompression, sink: TakeFileBytes) {
    this.#encoder = encoder;
    this.#compression = compression;
    this.#sink = sink;
    this.#types = fields.map(columnType);
    this.#columns = this.#types.map((type) => new BufferedColumn(type));
  }

  /** Adds rows of the batch: `count` numbers at `list`. */
  add(batch: Batch, list: number, count: number): void {
    if (batch.fields !== this.#batchFields) {
      this.#batchFields = batch.fields;
      this.#places = this.#types.map(({ name }) => batch.columnOf(name));
    }
    for (const [i, column] of this.#columns.entries()) {
      column.add(batch, this.#places[i] ?? -1, list, count, this.#encoder.room);
    }
    this.#rows += count;
    this.records += count;
  }

  /** Bytes of the rows that are not written. */
  get held(): number {
    return this.#columns.reduce((sum, { values, levels }) => sum + values.length + levels.length, 0);
  }

  /** Bytes in the file so far. */
  get size(): number {
    return this.#written;
  }

  /** Whether the rows at hand are a whole row group. */
  get isFull(): boolean {
    return this.#rows >= GROUP_ROWS || this.held >= GROUP_BYTES;
  }

  /** Writes the rows at hand as a row group; other rows may be added while it is compressed. */
  flush(): Promise<void> {
    if (this.#rows === 0) return this.#pending;
    const chunks = this.#columns.map((column, i) => {
      const type = this.#typeAt(i);
      const chunk = this.#encoder.chunks.encode(type, column);
      column.clear();
      return { type, chunk };
    });
    const rows = this.#rows;
    this.#rows = 0;
    const before = this.#pending;
    const compress = compressorOf(this.#compression);
    const compressed = Promise.all(
      chunks.map(async ({ type, chunk }) => await writeChunk(type, chunk, CODECS[this.#compression], compress)),
    );
    this.#pending = before.then(async () => {
      await this.#begin();
      const start = this.#written;
      const columns: RowGroup["columns"] = [];
      for (const { bytes, metadataAt } of await compressed) {
        columns.push({ file_offset: 0n, meta_data: metadataAt(this.#written) });
        await this.#write(bytes);
      }
      this.#groups.push({
        columns,
        num_rows: BigInt(rows),
        total_byte_size: columns.reduce((sum, { meta_data: data }) => sum + (data?.total_uncompressed_size ?? 0n), 0n),
        total_compressed_size: BigInt(this.#written - start),
        file_offset: BigInt(start),
      });
    });
    // Whoever waits for the file gets the error; until then nobody may be waiting.
    compressed.catch(() => undefined);
    return this.#pending;
  }

  /** Writes the rest of the rows and the footer, with these texts in it. */
  async finish(metadata: Readonly<Record<string, string>>): Promise<void> {
    await this.flush();
    await this.#begin();
    const footer = new ByteWriter();
    const texts: KeyValue[] = Object.entries(metadata).map(([key, value]) => ({ key, value }));
    writeMetadata(footer, {
      version: 1,
      created_by: "flow-write",
      schema: schemaOf(this.#types),
      num_rows: this.#groups.reduce((sum, { num_rows: rows }) => sum + rows, 0n),
      row_groups: this.#groups,
      key_value_metadata: texts,
      metadata_length: 0,
    });
    footer.appendBytes(MAGIC);
    await this.#write(footer.getBytes());
  }

  /** What of the values that were added could not be written as it is. */
  get losses(): Losses {
    const counts = (count: (column: BufferedColumn) => number): ReadonlyMap<string, number> =>
      new Map(
        this.#columns.map((column, i) => [this.#typeAt(i).name, count(column)] as const).filter(([, n]) => n > 0),
      );
    return { misfits: counts(({ misfits }) => misfits), cutFractions: counts(({ cutFractions: cut }) => cut) };
  }

  #typeAt(i: number): ColumnType {
    const type = this.#types[i];
    if (type === undefined) throw new Error("a column without a type");
    return type;
  }

  async #begin(): Promise<void> {
    if (this.#written === 0) await this.#write(MAGIC);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#written += bytes.length;
    await this.#sink(bytes);
  }
}

function schemaOf(types: readonly ColumnType[]): SchemaElement[] {
  return [{ name: "schema", num_children: types.length }, ...types.map(elementOf)];
}

function elementOf({ name, type }: ColumnType): SchemaElement {
  if (type === "int32") return { name, type: "INT32", repetition_type: "OPTIONAL" };
  if (type === "int64") return { name, type: "INT64", repetition_type: "OPTIONAL" };
  return {
    name,
    type: "BYTE_ARRAY",
    repetition_type: "OPTIONAL",
    converted_type: "UTF8",
    logical_type: { type: "STRING" },
  };
}
