// Reads the files that flow-write and AWS write, for those who merge them: their fields, and their records as NDJSON.
import { createReadStream, openSync, closeSync, fstatSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { feed } from "@flowlogs/cli";
import { readHeader, ReadWorker, type StageContext } from "@flowlogs/core/stages";
import { readFooter } from "@flowlogs/formats/parquet/footer";
import { accessOf } from "@flowlogs/formats/parquet/randomAccess";
import { readParquet } from "@flowlogs/formats/parquet/read";

const NEWLINE = 10;
const MAGIC = "PAR1";

/** What a file is read into. */
type ReadContext = Pick<StageContext, "write" | "bad" | "temporary" | "load" | "refuse">;

/** The names of the fields of a file; undefined: it is not a flow log. */
export async function fieldsOfFile(path: string): Promise<readonly string[] | undefined> {
  if (await isParquet(path))
    return await withAccess(path, async (file) => (await readFooter(file)).fields.map(({ name }) => name));
  let line = "";
  for await (const piece of textOf(path)) {
    const end = piece.indexOf(NEWLINE);
    line += Buffer.from(piece.subarray(0, end < 0 ? piece.length : end)).toString();
    if (end >= 0) break;
  }
  return readHeader(line.trim().split(/\s+/));
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
  createReadStream(path)
    .on("error", (error) => unzipped.destroy(error))
    .pipe(unzipped);
  return unzipped;
}

async function withAccess<T>(path: string, use: (file: ReturnType<typeof accessOf>) => Promise<T>): Promise<T> {
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
