// What a page of a column is, and the memory that pages are put into.
import type { Kernel } from "@flowlogs/kernel/kernel";

/** How the values of a column lie in its pages. */
export type ValueType = "bytes" | "int32" | "int64";

/** How the values of a page are encoded, by Parquet's names; of a dictionary, they are the numbers of its entries. */
export type PageEncoding =
  "PLAIN" | "DICTIONARY" | "DELTA_BINARY_PACKED" | "DELTA_LENGTH_BYTE_ARRAY" | "DELTA_BYTE_ARRAY" | "BYTE_STREAM_SPLIT";

/** Where in the bytes of a page something is; the end is exclusive. */
export interface PageSection {
  readonly from: number;
  readonly to: number;
}

/** Part of a column, whose bytes were put into the room for them: levels and values in their encodings, decompressed. */
export interface ColumnPage {
  /** Rows, those without a value too. */
  readonly rows: number;
  /** Runs of levels, 1 for a row that has a value; undefined when all have one. */
  readonly levels: PageSection | undefined;
  readonly values: PageSection;
  readonly encoding: PageEncoding;
}

/** The page makes no sense. */
export class DamagedPage extends Error {}

/** Memory of the kernel that grows with what is put in. */
export class PageRegion {
  readonly #kernel: Kernel;
  at = 0;
  #size = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Room for this number of bytes; what was there is gone. */
  ask(size: number): number {
    if (size > this.#size) {
      this.#size = Math.ceil(size * 1.25);
      this.at = this.#kernel.allocate(this.#size);
    }
    return this.at;
  }

  /** The same as bytes: valid until more memory is asked for. */
  room(size: number): Uint8Array {
    const at = this.ask(size);
    return this.#kernel.bytes().subarray(at, at + size);
  }
}
