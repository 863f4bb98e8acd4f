// Explains in words what reading from S3 would do, for --explain. Lists the objects, and reads none.
import { visible } from "@flowlogs/cli";
import { formatInstant } from "@flowlogs/core";
import type { ProviderDeps } from "../provider/provider.ts";
import { objectUri } from "@flowlogs/aws/s3/uri";
import type { PolledPrefix } from "./polling.ts";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";
import type { S3Values } from "./options.ts";

/** USD per thousand calls, and per gigabyte that leaves AWS: list prices of us-east-1 for the class Standard, as of 2025. */
const [LISTING, READING, LEAVING] = [0.005, 0.0004, 0.09];
/** Storage classes whose objects cannot be read before they are restored. */
const ARCHIVES = new Set(["GLACIER", "DEEP_ARCHIVE"]);

/** Lines of text, the first one a title. */
export async function explain(
  { bucket, service }: PolledPrefix,
  objects: AsyncIterable<ListedObject>,
  { values, remote }: ProviderDeps<S3Values>,
): Promise<string> {
  const before = remote.waits.calls;
  const found = { count: 0, bytes: 0, archived: 0, first: "", last: "" };
  for await (const { key, size, storage } of objects) {
    found.last = objectUri(bucket, key);
    if (found.count++ === 0) found.first = found.last;
    found.bytes += size;
    found.archived += Number(ARCHIVES.has(storage));
  }
  const listings = remote.waits.calls - before;
  const price = (listings * LISTING + found.count * READING) / 1000;
  const leaving = (found.bytes / 1e9) * LEAVING;
  const more = values.follow === undefined ? "" : ", and again at each poll";
  const lines: (readonly [name: string, text: string])[] = [
    ["window", windowText(values)],
    ["objects", objectsText(found)],
    ["calls", `${listings} to list (already made)${more}; ${found.count} to read, more for large objects and Parquet`],
    ["cost", `about ${money(price)} USD for the calls, ${money(leaving)} USD if the bytes leave AWS (us-east-1, 2025)`],
  ];
  const body = lines.map(([name, text]) => `  ${name.padEnd(7)}  ${visible(text)}\n`);
  return `${visible(bucket.source)} in ${await service.region()}: ListObjectsV2 and GetObject\n${body.join("")}`;
}

function windowText({ start, end }: S3Values): string {
  if (start === undefined && end === undefined) return "all";
  const from = start === undefined ? "the first record" : formatInstant(start);
  return `${from} to ${end === undefined ? "the last" : formatInstant(end)}`;
}

function objectsText(found: { count: number; bytes: number; archived: number; first: string; last: string }): string {
  if (found.count === 0) return "none";
  const archived = found.archived === 0 ? "" : `, ${found.archived} of them archived: restore those first`;
  const range = found.count === 1 ? found.first : `${found.first} to ${found.last}`;
  return `${found.count}, ${sized(found.bytes)}${archived}: ${range}`;
}

/** Two significant digits, without an exponent. */
function money(dollars: number): string {
  return dollars === 0 ? "0" : Number(dollars.toPrecision(2)).toFixed(Math.max(2, 1 - Math.floor(Math.log10(dollars))));
}

function sized(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}
