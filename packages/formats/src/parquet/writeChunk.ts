// Writes one column of a row group of a Parquet file: the headers of its pages, their bytes compressed, and what the footer says of it.
import { crc32 } from "node:zlib";
import type { EncodedColumn, ColumnType, Page } from "@flowlogs/core/parquet";
import type { ColumnMetaData, CompressionCodec, Encoding, PageHeader, Statistics } from "hyparquet";
import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import type { Compress } from "./compress.ts";

export interface WrittenChunk {
  readonly bytes: Uint8Array;
  /** Of its pages before compression. */
  readonly checksum: number;
  /** What the footer says of the column once it is known where in the file its bytes begin. */
  readonly metadataAt: (start: number) => ColumnMetaData;
}

const TYPES = { bytes: "BYTE_ARRAY", int32: "INT32", int64: "INT64" } as const;

export async function writeChunk(
  type: ColumnType,
  chunk: EncodedColumn,
  codec: CompressionCodec,
  compress: Compress,
): Promise<WrittenChunk> {
  const { dictionary } = chunk;
  const encoding = dictionary === undefined ? "PLAIN" : "RLE_DICTIONARY";
  const bodies = await Promise.all(pagesOf(chunk).map(async (page) => await body(page, compress)));
  const checksum = bodies.reduce((sum, { page }) => crc32(page.bytes, sum), 0);
  const writer = new ByteWriter();
  let [uncompressed, dataAt] = [0, 0];
  for (const [i, { page, compressed }] of bodies.entries()) {
    const start = writer.offset;
    const isDictionary = page === dictionary;
    if (i === 0 || bodies[i - 1]?.page === dictionary) dataAt = start;
    writePageHeader(writer, {
      type: isDictionary ? "DICTIONARY_PAGE" : "DATA_PAGE",
      uncompressed_page_size: page.bytes.length,
      compressed_page_size: compressed.length,
      ...(isDictionary ? dictionaryHeader(page) : dataHeader(page, encoding)),
    });
    uncompressed += writer.offset - start + page.bytes.length;
    writer.appendBytes(compressed);
  }
  return {
    bytes: writer.getBytes(),
    checksum,
    metadataAt: (start) => ({
      type: TYPES[type.type],
      encodings: dictionary === undefined ? ["PLAIN", "RLE"] : ["PLAIN", "RLE", "RLE_DICTIONARY"],
      path_in_schema: [type.name],
      codec,
      num_values: BigInt(chunk.rows),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(writer.offset),
      data_page_offset: BigInt(start + dataAt),
      ...(dictionary === undefined ? {} : { dictionary_page_offset: BigInt(start) }),
      statistics: statisticsOf(type, chunk),
    }),
  };
}

/** In the order of the file. */
export function pagesOf({ dictionary, pages }: EncodedColumn): readonly Page[] {
  return dictionary === undefined ? pages : [dictionary, ...pages];
}

async function body(page: Page, compress: Compress): Promise<{ readonly page: Page; readonly compressed: Uint8Array }> {
  return { page, compressed: await compress(page.bytes) };
}

function dictionaryHeader({ count }: Page): Partial<PageHeader> {
  return { dictionary_page_header: { num_values: count, encoding: "PLAIN" } };
}

function dataHeader({ count }: Page, encoding: Encoding): Partial<PageHeader> {
  return {
    data_page_header: {
      num_values: count,
      encoding,
      definition_level_encoding: "RLE",
      repetition_level_encoding: "RLE",
    },
  };
}

function statisticsOf({ type }: ColumnType, { nulls, bounds }: EncodedColumn): Statistics {
  const counts = { null_count: BigInt(nulls) };
  if (bounds === undefined) return counts;
  const value = (bytes: Uint8Array): Uint8Array | number | bigint => {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return type === "bytes" ? bytes : type === "int32" ? view.getInt32(0, true) : view.getBigInt64(0, true);
  };
  return { ...counts, min_value: value(bounds.smallest), max_value: value(bounds.largest) };
}
