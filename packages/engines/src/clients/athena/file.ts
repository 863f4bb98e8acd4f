// The file that Athena leaves in S3: CSV in which every value is between quotes, and null is nothing at all.
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { BucketService } from "@flowlogs/aws/s3/bucket";
import { parseBucket } from "@flowlogs/aws/s3/uri";
import { isProblem } from "@flowlogs/base/problem";
import { RemoteError } from "@flowlogs/base/errors";

type TextRow = readonly (string | undefined)[];

/** Bytes that are read at once. */
const PART = 1 << 20;

/** The rows without the names of the columns; undefined where the file may not be read. Throws RemoteError. */
export async function resultRows(uri: string, aws: AwsContext): Promise<AsyncIterable<readonly TextRow[]> | undefined> {
  const bucket = parseBucket(uri);
  if (isProblem(bucket)) return undefined;
  const service = new BucketService(bucket.name, {}, aws);
  try {
    const object = await service.headObject(bucket.key);
    if (object === undefined) return undefined;
    return rowsOf(service, object, aws.signal);
  } catch (error) {
    service.close();
    if (error instanceof RemoteError) return undefined;
    throw error;
  }
}

async function* rowsOf(
  service: BucketService,
  { key, etag, size }: { readonly key: string; readonly etag: string; readonly size: number },
  signal: AbortSignal,
): AsyncIterable<readonly TextRow[]> {
  const parser = new ResultParser();
  let isFirst = true;
  try {
    for (let from = 0; from < size; from += PART) {
      const rows: TextRow[] = [];
      const part = { key, etag, from, to: Math.min(size, from + PART) };
      await service.fetch(part, 0, signal, (bytes) => {
        for (const row of parser.push(bytes)) rows.push(row);
      });
      const without = isFirst && rows.length > 0 ? 1 : 0;
      isFirst &&= rows.length === 0;
      yield rows.slice(without);
    }
    if (parser.isOpen) throw new RemoteError(`the results of the query in S3 are cut short: ${key}`);
  } finally {
    service.close();
  }
}

/** Takes the bytes of a file in pieces of any size. */
export class ResultParser {
  readonly #decoder = new TextDecoder();
  #rest = "";

  /** The rows that are whole by now. */
  push(bytes: Uint8Array): readonly TextRow[] {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    const rows: TextRow[] = [];
    let row: (string | undefined)[] = [];
    let start = 0;
    // A value, and what is behind it. One that is not closed yet is left for the next piece.
    const value = /(?:"((?:[^"]|"")*)"|([^",\n]*))([,\n])/y;
    for (let found = value.exec(text); found !== null; found = value.exec(text)) {
      const [, quoted, plain = "", end] = found;
      row.push(quoted?.replaceAll('""', '"') ?? (plain === "" ? undefined : plain));
      if (end === ",") continue;
      rows.push(row);
      row = [];
      start = value.lastIndex;
    }
    this.#rest = text.slice(start);
    return rows;
  }

  /** The last row has no end. */
  get isOpen(): boolean {
    return this.#rest !== "";
  }
}
