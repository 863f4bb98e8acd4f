// Reads the pages of one column of a row group one by one, in pieces, so that a column may be larger than memory, and verifies
// their checksums if they have any.
import { crc32 } from "node:zlib";
import type { ColumnMetaData, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import type { RandomAccess, ByteRange } from "./randomAccess.ts";
import { ParquetError } from "./errors.ts";

/** Bytes of one read. */
export const PIECE = 1 << 20;
/** The most bytes of a page header. */
const MAX_HEADER = 1 << 16;
/** The most bytes of a page: most pages have about 1 MiB, and a larger size than this is an error of the file. */
const MAX_PAGE = 2 ** 30;

/** The place of a column in the file. */
export type ColumnChunk = Pick<ColumnMetaData, "dictionary_page_offset" | "data_page_offset" | "total_compressed_size">;

export interface RawPage {
  readonly header: PageHeader;
  /** As in the file: still compressed. Valid until the next page is read. */
  readonly bytes: Uint8Array;
  /** Decompressed, if that was done ahead. */
  readonly content?: Uint8Array | undefined;
}

/** Memory for the bytes of a column, which its next row groups use again. */
export class PageBuffer {
  #memory = new Uint8Array(0);
  #from = 0;
  #to = 0;

  /** The bytes that were read and not taken. */
  get bytes(): Uint8Array {
    return this.#memory.subarray(this.#from, this.#to);
  }

  get length(): number {
    return this.#to - this.#from;
  }

  clear(): void {
    this.#from = 0;
    this.#to = 0;
  }

  drop(size: number): void {
    this.#from += size;
  }

  /** Adds so many bytes, to be filled at once. */
  add(size: number): Uint8Array {
    const { length, bytes } = this;
    if (this.#to + size > this.#memory.length) {
      const memory = length + size > this.#memory.length ? new Uint8Array(length + size) : this.#memory;
      memory.set(bytes);
      this.#memory = memory;
      this.#from = 0;
      this.#to = length;
    }
    this.#to += size;
    return this.#memory.subarray(this.#to - size, this.#to);
  }
}

/** The range of all pages of the column. */
export function columnRange(column: ColumnChunk): ByteRange {
  const { dictionary_page_offset: dictionary, data_page_offset: data, total_compressed_size: size } = column;
  const from = Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data);
  return { from, to: from + Number(size) };
}

export class ColumnPages {
  readonly #file: RandomAccess;
  readonly #buffer: PageBuffer;
  #position: number;
  readonly #end: number;

  constructor(file: RandomAccess, column: ColumnChunk, buffer = new PageBuffer()) {
    const { from, to } = columnRange(column);
    this.#file = file;
    this.#buffer = buffer;
    buffer.clear();
    this.#position = from;
    this.#end = to;
    if (!(from >= 4 && from <= to && to <= file.byteLength)) throw new ParquetError("a column lies outside the file");
  }

  /** The next page; undefined when there are no more. Throws ParquetError. */
  async next(): Promise<RawPage | undefined> {
    const buffer = this.#buffer;
    if (buffer.length === 0 && this.#position >= this.#end) return undefined;
    await this.#fill(MAX_HEADER);
    const { bytes: head } = buffer;
    const reader = { view: new DataView(head.buffer, head.byteOffset, head.length), offset: 0 };
    const header = parquetHeader(reader);
    const { compressed_page_size: size, uncompressed_page_size: full } = header;
    if (!(size >= 0 && full >= 0 && full <= MAX_PAGE)) throw new ParquetError("a page has an invalid size");
    buffer.drop(reader.offset);
    await this.#fill(size);
    if (buffer.length < size) throw new ParquetError("a page extends past its column");
    const bytes = buffer.bytes.subarray(0, size);
    buffer.drop(size);
    if (header.crc !== undefined && crc32(bytes) !== header.crc >>> 0)
      throw new ParquetError("a page does not match its checksum");
    return { header, bytes };
  }

  /** Reads until `size` bytes are buffered, or all that are left. */
  async #fill(size: number): Promise<void> {
    const missing = size - this.#buffer.length;
    const left = this.#end - this.#position;
    if (missing <= 0 || left <= 0) return;
    const now = Math.min(left, Math.max(missing, PIECE));
    const into = this.#buffer.add(now);
    if (this.#file.readInto !== undefined) await this.#file.readInto(into, this.#position);
    else into.set(new Uint8Array(await this.#file.slice(this.#position, this.#position + now)));
    this.#position += now;
  }
}
