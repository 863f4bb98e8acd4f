// Compresses the pages of Parquet files, in Node's threads where it can.
import * as zlib from "node:zlib";
import { promisify } from "node:util";
import { Semaphore } from "@flowlogs/base/semaphore";
import type { CompressionCodec } from "hyparquet";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";

export const compressions = ["gzip", "zstd", "snappy", "none"] as const;
export type PageCompression = (typeof compressions)[number];

export const CODECS: Readonly<Record<PageCompression, CompressionCodec>> = {
  gzip: "GZIP",
  zstd: "ZSTD",
  snappy: "SNAPPY",
  none: "UNCOMPRESSED",
};

export type Compress = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** Why this Node cannot compress so; undefined if it can. Node has zstd from version 22.15 on. */
export function compressionProblem(compression: PageCompression): { problem: string; advice: string } | undefined {
  if (compression !== "zstd" || zstdCompress() !== undefined) return undefined;
  return {
    problem: `Node ${process.versions.node} cannot compress with zstd`,
    advice: "use Node 22.15 or newer, or --compression gzip",
  };
}

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
        (error: Error | null, page: Uint8Array) => (error === null ? resolve(page) : reject(error)),
      ]);
    });
}
