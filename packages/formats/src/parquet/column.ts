// Decodes one column of a row group into the kernel, page by page. Pages of texts and whole numbers go to the kernel as they are,
// in nearly every encoding; hyparquet decodes other types, value by value.
import { findField } from "@flowlogs/core";
import type { ColumnDecoder, ColumnPage, PageEncoding, Ready, ValueType } from "@flowlogs/core/stages";
import type { ColumnMetaData, DecodedArray, PageHeader, SchemaElement, SchemaTree } from "hyparquet";
import { readPage } from "hyparquet/src/column.js";
import { convert, DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { decompressInto, pageCompressors } from "./codecs.ts";
import { ParquetError } from "./errors.ts";
import { plainType, unitDigits } from "./plainType.ts";
import type { RawPage } from "./pages.ts";
import type { PageSource } from "./pagesAhead.ts";
import { valueFormatter, parsers, rawElement } from "./values.ts";

/** The most rows of a page; writers make pages of some ten thousand. */
const MAX_ROWS = 1 << 24;

const NUMBERS = ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"] as const;
const KNOWN: Record<ValueType, readonly PageEncoding[]> = {
  bytes: ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"],
  int32: NUMBERS,
  int64: NUMBERS,
};

export class ColumnReader {
  readonly #target: ColumnDecoder;
  readonly #place: number;
  readonly #pages: PageSource;
  readonly #data: ColumnMetaData;
  readonly #path: readonly SchemaTree[];
  readonly #element: SchemaElement;
  readonly #format: (value: unknown) => Ready;
  readonly #type: ValueType | undefined;
  #hasEntries = false;
  #dictionary: DecodedArray | undefined;
  #dictionaryPage: RawPage | undefined;

  /** `place`: the index of the column; `path`: the schema from its root to the column. */
  constructor(
    pages: PageSource,
    data: ColumnMetaData,
    path: readonly SchemaTree[],
    target: ColumnDecoder,
    place: number,
  ) {
    const element = path.at(-1)?.element;
    if (element === undefined) throw new ParquetError("a column has no type");
    this.#target = target;
    this.#place = place;
    this.#pages = pages;
    this.#data = data;
    this.#path = path;
    if (element.type !== data.type) throw new ParquetError("its type differs from the schema");
    this.#element = element;
    const isTime = findField(element.name)?.kind === "time";
    this.#format = valueFormatter(element, isTime);
    const digits = isTime ? unitDigits(element) : undefined;
    this.#type = digits === undefined ? plainType(element) : "int64";
    if (digits !== undefined) target.setUnit(place, digits);
  }

  /** Hands over the next page; false when there are no more. Throws ParquetError. */
  async next(): Promise<boolean> {
    for (;;) {
      const page = await this.#pages.next();
      if (page === undefined) return false;
      if (page.header.type === "DICTIONARY_PAGE") this.#takeDictionary(page);
      else if (page.header.type === "DATA_PAGE" || page.header.type === "DATA_PAGE_V2") {
        this.#takePage(page);
        return true;
      }
    }
  }

  #takeDictionary(page: RawPage): void {
    const { dictionary_page_header: header, uncompressed_page_size: size } = page.header;
    this.#dictionary = undefined;
    this.#hasEntries = this.#type !== undefined && header !== undefined && isPlain(header.encoding);
    if (this.#type === undefined || header === undefined || !this.#hasEntries) {
      this.#dictionaryPage = { ...page, bytes: page.bytes.slice() };
      return;
    }
    this.#unpack(page, this.#target.roomForDictionary(this.#place, size + 1), size);
    this.#target.takeDictionary(this.#place, this.#type, checkedRows(header.num_values), size);
  }

  #takePage(page: RawPage): void {
    const { header } = page;
    const { encoding, num_values: rows = -1 } = header.data_page_header_v2 ?? header.data_page_header ?? {};
    checkedRows(rows);
    if (header.data_page_header_v2 !== undefined) checkSizes(header.data_page_header_v2, page.bytes.length);
    const known = this.#knownEncoding(encoding);
    if (this.#type !== undefined && known !== undefined) {
      this.#target.takePage(this.#place, this.#type, this.#open(page, rows, known));
      return;
    }
    const values = this.#decode(page);
    if (values.length !== rows) throw new ParquetError("a page does not have the rows in its header");
    this.#target.takeReady(this.#place, Array.from(values, this.#format));
  }

  /** The encoding, if the target can decode values of this type from it. */
  #knownEncoding(name: string | undefined): PageEncoding | undefined {
    if (name === "RLE_DICTIONARY" || name === "PLAIN_DICTIONARY") return this.#hasEntries ? "DICTIONARY" : undefined;
    return this.#type === undefined ? undefined : KNOWN[this.#type].find((known) => known === name);
  }

  /** Decompresses a page into the target's memory; where definition levels, if the column may be null, and values are. */
  #open(page: RawPage, rows: number, encoding: PageEncoding): ColumnPage {
    const { header, bytes } = page;
    const { codec } = this.#data;
    const { data_page_header_v2: second, uncompressed_page_size: size } = header;
    const hasLevels = this.#element.repetition_type !== "REQUIRED";
    const room = this.#target.roomForPage(this.#place, size + 1);
    if (second !== undefined) {
      const { definition_levels_byte_length: length, repetition_levels_byte_length: repeated } = second;
      const from = length + repeated;
      const rest = checkedSize(size - from);
      room.set(bytes.subarray(0, from));
      const method = second.is_compressed === false ? "UNCOMPRESSED" : codec;
      decompressInto(room.subarray(from), method, bytes.subarray(from), rest);
      return {
        rows,
        levels: hasLevels ? { from: repeated, to: from } : undefined,
        values: { from, to: size },
        encoding,
      };
    }
    this.#unpack(page, room, size);
    if (!hasLevels) return { rows, levels: undefined, values: { from: 0, to: size }, encoding };
    if (size < 4) throw new ParquetError("a page is shorter than its header says");
    const end = 4 + new DataView(room.buffer, room.byteOffset).getUint32(0, true);
    if (end > size) throw new ParquetError("a page is shorter than its header says");
    return { rows, levels: { from: 4, to: end }, values: { from: end, to: size }, encoding };
  }

  /** Puts the content of a page into its first `size` bytes; there is room for one more. */
  #unpack({ bytes, content }: RawPage, into: Uint8Array, size: number): void {
    if (content === undefined) decompressInto(into, this.#data.codec, bytes, size);
    else into.set(content);
  }

  /** The values of a page, decoded by hyparquet. */
  #decode({ header, bytes }: RawPage): DecodedArray {
    const element = rawElement(this.#element);
    const decoder = {
      pathInSchema: this.#data.path_in_schema,
      type: this.#data.type,
      element,
      schemaPath: [...this.#path],
      codec: this.#data.codec,
      parsers: { ...DEFAULT_PARSERS, ...parsers },
      compressors: pageCompressors,
      utf8: element === this.#element,
    };
    const decode = (of: PageHeader, bytesOf: Uint8Array, dictionary: DecodedArray | undefined): DecodedArray => {
      // A copy, so that a value with a wrong length cannot reach into the next page.
      const raw = bytesOf.slice();
      const reader = { view: new DataView(raw.buffer, raw.byteOffset, raw.length), offset: 0 };
      return readPage(reader, of, decoder, dictionary, undefined, 0).data ?? [];
    };
    const entries = this.#dictionaryPage;
    if (this.#dictionary === undefined && entries !== undefined) {
      this.#dictionary = convert(decode(entries.header, entries.bytes, undefined), decoder);
    }
    return decode(header, bytes, this.#dictionary);
  }
}

function isPlain(encoding: string): boolean {
  return encoding === "PLAIN" || encoding === "PLAIN_DICTIONARY";
}

/** Checks the number of rows of a page. Throws ParquetError. */
function checkedRows(rows: number): number {
  if (rows >= 0 && rows <= MAX_ROWS) return rows;
  throw new ParquetError("a page has an invalid number of rows");
}

function checkSizes(header: NonNullable<PageHeader["data_page_header_v2"]>, size: number): void {
  const { num_nulls: nulls, num_values: values } = header;
  const { definition_levels_byte_length: defined, repetition_levels_byte_length: repeated } = header;
  if (nulls >= 0 && nulls <= values && defined >= 0 && repeated >= 0 && defined + repeated <= size) return;
  throw new ParquetError("a page is shorter than its header says");
}

function checkedSize(size: number): number {
  if (size >= 0) return size;
  throw new ParquetError("a page has an invalid size");
}
