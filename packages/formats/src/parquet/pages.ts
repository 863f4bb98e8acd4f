// The pages of one column in one row group, one after the other: read in pieces, so that a column may be larger than
// memory, and checked against their checksums where they have some.
import { crc32 } from "node:zlib";
import type { ColumnMetaData, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import type { Access, ByteRange } from "./randomAccess.ts";
import { ParquetError } from "./errors.ts";

/** Bytes a read. */
const PIECE = 1 << 20;
/** More than a header takes. */
const HEADER = 1 << 16;
/** A page is small, about 1 MiB in most files; what says that it holds more than this lies. */
const MOST = 2 ** 30;

/** Where a column lies in the file. */
export type Column = Pick<ColumnMetaData, "dictionary_page_offset" | "data_page_offset" | "total_compressed_size">;

export interface RawPage {
  readonly header: PageHeader;
  /** As it lies in the file. */
  readonly bytes: Uint8Array;
}

/** Where all pages of the column are. */
export function extentOf(column: Column): ByteRange {
  const { dictionary_page_offset: dictionary, data_page_offset: data, total_compressed_size: size } = column;
  const from = Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data);
  return { from, to: from + Number(size) };
}

export class ColumnPages {
  readonly #file: Access;
  #bytes: Uint8Array = new Uint8Array(0);
  #position: number;
  readonly #end: number;

  constructor(file: Access, column: Column) {
    const { from, to } = extentOf(column);
    this.#file = file;
    this.#position = from;
    this.#end = to;
    if (!(from >= 4 && from <= to && to <= file.byteLength)) throw new ParquetError("a column lies outside the file");
  }

  /** Undefined when there are no more. */
  async next(): Promise<RawPage | undefined> {
    if (this.#bytes.length === 0 && this.#position >= this.#end) return undefined;
    await this.#ask(HEADER);
    const reader = { view: new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length), offset: 0 };
    const header = parquetHeader(reader);
    const { compressed_page_size: size, uncompressed_page_size: full } = header;
    if (!(size >= 0 && full >= 0 && full <= MOST)) throw new ParquetError("a page has an invalid size");
    this.#bytes = this.#bytes.subarray(reader.offset);
    await this.#ask(size);
    if (this.#bytes.length < size) throw new ParquetError("a page extends past its column");
    const bytes = this.#bytes.subarray(0, size);
    this.#bytes = this.#bytes.subarray(size);
    if (header.crc !== undefined && crc32(bytes) !== header.crc >>> 0)
      throw new ParquetError("a page does not match its checksum");
    return { header, bytes };
  }

  /** Has so many bytes at hand, or all that are left. */
  async #ask(size: number): Promise<void> {
    const missing = size - this.#bytes.length;
    if (missing <= 0 || this.#position >= this.#end) return;
    const to = Math.min(this.#end, this.#position + Math.max(missing, PIECE));
    const piece = new Uint8Array(await this.#file.slice(this.#position, to));
    this.#position = to;
    if (this.#bytes.length === 0) this.#bytes = piece;
    else this.#bytes = Buffer.concat([this.#bytes, piece]);
  }
}
