// Reads the pages of a row group while the rows of the one before are made, and has Node's threads decompress them. What goes wrong
// here is not told: the reader of the column finds it again in its turn.
import type { ColumnMetaData } from "hyparquet";
import { unpackInThread } from "./codecs.ts";
import { type ColumnChunk, ColumnPages, type PageBuffer, PIECE, type RawPage } from "./pages.ts";
import type { RandomAccess } from "./randomAccess.ts";

/** Bytes of the pages of a row group after decompression, at most. */
const MOST = 4 << 20;
/** The same of a page at least: a smaller one is decompressed sooner than it goes to a thread and back. */
const LEAST = 1 << 14;

/** Gives pages one after the other. */
export interface PageSource {
  next(): Promise<RawPage | undefined>;
}

interface PageOnItsWay {
  readonly page: RawPage;
  readonly content: Promise<Uint8Array | undefined> | undefined;
}

export class PagesAhead {
  readonly #columns = new Map<number, Promise<readonly PageOnItsWay[] | undefined>>();
  #left = MOST;

  /** Begins with a column. The buffer is not used for anything else until its pages were taken. */
  begin(
    place: number,
    file: RandomAccess,
    data: ColumnChunk & Pick<ColumnMetaData, "codec">,
    buffer: PageBuffer,
  ): void {
    // One read has all of the column, so that its pages stay where they are; a remote file is asked for ranges in their order.
    if (data.total_compressed_size > PIECE || file.readInto === undefined) return;
    this.#columns.set(
      place,
      this.#read(file, data, buffer).catch(() => undefined),
    );
  }

  async #read(
    file: RandomAccess,
    data: ColumnChunk & Pick<ColumnMetaData, "codec">,
    buffer: PageBuffer,
  ): Promise<readonly PageOnItsWay[]> {
    const pages = new ColumnPages(file, data, buffer);
    const read: PageOnItsWay[] = [];
    for (let page = await pages.next(); page !== undefined; page = await pages.next()) {
      read.push({ page, content: this.#unpack(page, data) });
    }
    return read;
  }

  #unpack({ header, bytes }: RawPage, { codec }: Pick<ColumnMetaData, "codec">): PageOnItsWay["content"] {
    const { uncompressed_page_size: size, data_page_header_v2: second } = header;
    // The second version has levels that are not compressed.
    if (second !== undefined || size < LEAST || size > this.#left) return undefined;
    this.#left -= size;
    return unpackInThread(codec, bytes, size);
  }

  /** The pages of a column; undefined when they are to be read in the usual way. */
  async take(place: number): Promise<PageSource | undefined> {
    const pages = (await this.#columns.get(place))?.values();
    if (pages === undefined) return undefined;
    return {
      async next() {
        const { value } = pages.next();
        return value && { ...value.page, content: await value.content };
      },
    };
  }

  /** Waits until the file is not read any more. */
  async settle(): Promise<void> {
    await Promise.all(this.#columns.values());
  }
}
