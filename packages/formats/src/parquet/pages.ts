// Reads the pages of one column of a row group one by one, in pieces, so that a column may be larger than memory, and verifies
// their checksums if they have any.
import { crc32 } from "node:zlib";
import type { ColumnMetaData, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import type { RandomAccess, ByteRange } from "./randomAccess.ts";
import { ParquetError } from "./errors.ts";

/** Bytes of one read. */
const PIECE = 1 << 20;
/** The most bytes of a page header. */
const MAX_HEADER = 1 << 16;
/** The most bytes of a page: most pages have about 1 MiB, and a larger size than this is an error of the file. */
const MAX_PAGE = 2 ** 30;

/** The place of a column in the file. */
export type ColumnChunk = Pick<ColumnMetaData, "dictionary_page_offset" | "data_page_offset" | "total_compressed_size">;

export interface RawPage {
  readonly header: PageHeader;
  /** As in the file: still compressed. */
  readonly bytes: Uint8Array;
}

/** The range of all pages of the column. */
export function columnRange(column: ColumnChunk): ByteRange {
  const { dictionary_page_offset: dictionary, data_page_offset: data, total_compressed_size: size } = column;
  const from = Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data);
  return { from, to: from + Number(size) };
}

export class ColumnPages {
  readonly #file: RandomAccess;
  #bytes: Uint8Array = new Uint8Array(0);
  #position: number;
  readonly #end: number;

  constructor(file: RandomAccess, column: ColumnChunk) {
    const { from, to } = columnRange(column);
    this.#file = file;
    this.#position = from;
    this.#end = to;
    if (!(from >= 4 && from <= to && to <= file.byteLength)) throw new ParquetError("a column lies outside the file");
  }

  /** The next page; undefined when there are no more. Throws ParquetError. */
  async next(): Promise<RawPage | undefined> {
    if (this.#bytes.length === 0 && this.#position >= this.#end) return undefined;
    await this.#fill(MAX_HEADER);
    const reader = { view: new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length), offset: 0 };
    const header = parquetHeader(reader);
    const { compressed_page_size: size, uncompressed_page_size: full } = header;
    if (!(size >= 0 && full >= 0 && full <= MAX_PAGE)) throw new ParquetError("a page has an invalid size");
    this.#bytes = this.#bytes.subarray(reader.offset);
    await this.#fill(size);
    if (this.#bytes.length < size) throw new ParquetError("a page extends past its column");
    const bytes = this.#bytes.subarray(0, size);
    this.#bytes = this.#bytes.subarray(size);
    if (header.crc !== undefined && crc32(bytes) !== header.crc >>> 0)
      throw new ParquetError("a page does not match its checksum");
    return { header, bytes };
  }

  /** Reads until `size` bytes are buffered, or all that are left. */
  async #fill(size: number): Promise<void> {
    const missing = size - this.#bytes.length;
    if (missing <= 0 || this.#position >= this.#end) return;
    const to = Math.min(this.#end, this.#position + Math.max(missing, PIECE));
    const piece = new Uint8Array(await this.#file.slice(this.#position, to));
    this.#position = to;
    if (this.#bytes.length === 0) this.#bytes = piece;
    else this.#bytes = Buffer.concat([this.#bytes, piece]);
  }
}
