// Reads the files that flow-write and AWS write, for those who merge them: their fields, and their records as NDJSON.
import { createReadStream, openSync, closeSync, fstatSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { feed } from "@flowlogs/cli";
import { readHeader, ReadWorker, type StageContext } from "@flowlogs/core/stages";
import { readFooter } from "@flowlogs/formats/parquet/footer";
import type { PageCompression } from "@flowlogs/formats/parquet/compression";
import { accessOf, type RandomAccess } from "@flowlogs/formats/parquet/randomAccess";
import { readParquet } from "@flowlogs/formats/parquet/read";

const NEWLINE = 10;
const MAGIC = "PAR1";

/** What a file is read into. */
type ReadContext = Pick<StageContext, "write" | "bad" | "temporary" | "load" | "refuse">;

/** How a file is written. */
export interface FileOutline {
  /** The names of its fields, in their order. */
  readonly fields: readonly string[];
  /** Of the pages of Parquet, as far as we write such. */
  readonly compression?: PageCompression | undefined;
}

const compressionOf: Readonly<Record<string, PageCompression>> = {
  GZIP: "gzip",
  ZSTD: "zstd",
  SNAPPY: "snappy",
  UNCOMPRESSED: "none",
};

/** Undefined: it is not a flow log. */
export async function outlineOf(path: string): Promise<FileOutline | undefined> {
  if (await isParquet(path)) return await withAccess(path, outlineOfParquet);
  let line = "";
  for await (const piece of textOf(path)) {
    const end = piece.indexOf(NEWLINE);
    line += Buffer.from(piece.subarray(0, end < 0 ? piece.length : end)).toString();
    if (end >= 0) break;
  }
  const fields = readHeader(line.trim().split(/\s+/));
  return fields && { fields };
}

async function outlineOfParquet(file: RandomAccess): Promise<FileOutline> {
  const { fields, metadata } = await readFooter(file);
  const codec = metadata.row_groups[0]?.columns[0]?.meta_data?.codec;
  return { fields: fields.map(({ name }) => name), compression: compressionOf[codec ?? ""] };
}

/** Reads the records of a file, and waits for `pause` between its parts; how many there were. Throws what is wrong with it. */
export async function readRecords(
  path: string,
  context: ReadContext,
  pause: () => Promise<void> | undefined,
): Promise<number> {
  const worker = new ReadWorker({ formats: [] }, { ...context, note: () => undefined, missing: () => undefined });
  if (await isParquet(path)) {
    await withAccess(path, (file) =>
      readParquet(file, worker, {
        onUnreadable: (what, advice) => context.refuse(path, { problem: what, advice }),
      }),
    );
  } else {
    worker.use("text");
    for await (const piece of textOf(path)) {
      feed(piece, worker);
      await pause();
    }
  }
  worker.endSource();
  worker.finish();
  await pause();
  return worker.counts().records;
}

/** By its first bytes: in the work folder files have no endings. */
async function isParquet(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return buffer.toString() === MAGIC;
  } finally {
    await handle.close();
  }
}

function textOf(path: string): AsyncIterable<Uint8Array> {
  const unzipped = createGunzip();
  // Who reads it learns of errors; the file is closed even where only its first line is read.
  pipeline(createReadStream(path), unzipped, () => undefined);
  return unzipped;
}

async function withAccess<T>(path: string, use: (file: RandomAccess) => Promise<T>): Promise<T> {
  const descriptor = openSync(path, "r");
  try {
    const { size } = fstatSync(descriptor);
    return await use(
      accessOf({
        size,
        readAt: (into, position) => readSync(descriptor, into, 0, into.length, position),
        close: () => undefined,
      }),
    );
  } finally {
    closeSync(descriptor);
  }
}
