// Writes Parquet files of row groups, as AWS delivers flow logs: whole numbers of 32 and 64 bits and texts, each of which may be null.
// hyparquet-writer writes headers and the footer, but not the pages, because it takes a JavaScript value a value.
import { type ColumnType, columnType } from "@flowlogs/core/parquet";
import type { KeyValue, RowGroup, SchemaElement } from "hyparquet";
import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import type { CompressedGroup } from "./rowBuffer.ts";

const MAGIC = new TextEncoder().encode("PAR1");

export class ParquetFile {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #types: readonly ColumnType[];
  readonly #groups: RowGroup[] = [];
  /** Bytes so far. */
  size = 0;
  records = 0;

  /** `write` takes the bytes of the file, in order. */
  constructor(fields: readonly string[], write: (bytes: Uint8Array) => void) {
    this.#types = fields.map(columnType);
    this.#write = write;
  }

  append({ rows, columns: chunks }: CompressedGroup): void {
    this.#begin();
    const start = this.size;
    const columns = chunks.map(({ bytes, metadataAt }) => {
      const metadata = metadataAt(this.size);
      this.#add(bytes);
      return { file_offset: 0n, meta_data: metadata };
    });
    this.records += rows;
    this.#groups.push({
      columns,
      num_rows: BigInt(rows),
      total_byte_size: columns.reduce((sum, { meta_data: data }) => sum + data.total_uncompressed_size, 0n),
      total_compressed_size: BigInt(this.size - start),
      file_offset: BigInt(start),
    });
  }

  /** Writes the footer, with these texts in it. */
  finish(metadata: Readonly<Record<string, string>>): void {
    this.#begin();
    const footer = new ByteWriter();
    const texts: KeyValue[] = Object.entries(metadata).map(([key, value]) => ({ key, value }));
    writeMetadata(footer, {
      version: 1,
      created_by: "flow-write",
      schema: [{ name: "schema", num_children: this.#types.length }, ...this.#types.map(elementOf)],
      num_rows: BigInt(this.records),
      row_groups: this.#groups,
      key_value_metadata: texts,
      metadata_length: 0,
    });
    footer.appendBytes(MAGIC);
    this.#add(footer.getBytes());
  }

  #begin(): void {
    if (this.size === 0) this.#add(MAGIC);
  }

  #add(bytes: Uint8Array): void {
    this.size += bytes.length;
    this.#write(bytes);
  }
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
