// Compresses the pages of Parquet files, in Node's threads where it can.
import * as zlib from "node:zlib";
import { promisify } from "node:util";
import { Semaphore } from "@flowlogs/base/semaphore";
import type { CompressionCodec } from "hyparquet";
import type { PageCompression } from "./compression.ts";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";

export const CODECS: Readonly<Record<PageCompression, CompressionCodec>> = {
  gzip: "GZIP",
  zstd: "ZSTD",
  snappy: "SNAPPY",
  none: "UNCOMPRESSED",
};

export type Compress = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** Pages that Node compresses at once, as many as it has threads: each takes up to a megabyte for its tables. */
const turns = new Semaphore(4);

/** What compresses a page. Throws where `compressionProblem` has a reason. */
export function compressorOf(compression: PageCompression): Compress {
  switch (compression) {
    case "gzip": {
      const compress = promisify<Uint8Array, Uint8Array>(zlib.gzip);
      return (bytes) => turns.use(() => compress(bytes));
    }
    case "snappy":
      return snappyCompress;
    case "none":
      return (bytes) => bytes;
    case "zstd": {
      const compress = zstdCompress();
      if (compress === undefined) throw new Error("this Node has no zstd");
      return (bytes) => turns.use(() => compress(bytes));
    }
  }
}

function zstdCompress(): ((bytes: Uint8Array) => Promise<Uint8Array>) | undefined {
  const compress: unknown = Reflect.get(zlib, "zstdCompress");
  if (typeof compress !== "function") return undefined;
  return (bytes) =>
    new Promise((resolve, reject) => {
      Reflect.apply(compress, undefined, [
        bytes,
        // Its tables are as large as the page wants them.
        { pledgedSrcSize: bytes.length },
        (error: Error | null, page: Uint8Array) => (error === null ? resolve(page) : reject(error)),
      ]);
    });
}
