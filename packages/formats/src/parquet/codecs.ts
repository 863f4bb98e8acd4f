// Decompresses the pages of Parquet files: with Node where it can, else with hyparquet-compressors.
import * as zlib from "node:zlib";
import type { CompressionCodec, Compressors } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { ParquetError } from "./errors.ts";

/** The content of a page, which must have `size` bytes. Throws ParquetError. */
export function decompressPage(codec: CompressionCodec, bytes: Uint8Array, size: number): Uint8Array {
  // A page of nulls only has no bytes, which the codecs refuse.
  if (size === 0) return new Uint8Array(0);
  const page = attempt(codec, bytes, size);
  if (page.length !== size) throw new ParquetError("a page does not have the size in its header");
  return page;
}

/** Replaces the messages of the codecs' libraries, which do not help a user. */
function attempt(codec: CompressionCodec, bytes: Uint8Array, size: number): Uint8Array {
  try {
    return decompress(codec, bytes, size);
  } catch (error) {
    throw error instanceof ParquetError ? error : new ParquetError("a page cannot be decompressed");
  }
}

function decompress(codec: CompressionCodec, bytes: Uint8Array, size: number): Uint8Array {
  switch (codec) {
    case "UNCOMPRESSED":
      return bytes;
    case "GZIP":
      return zlib.gunzipSync(bytes, { maxOutputLength: size });
    case "BROTLI":
      return zlib.brotliDecompressSync(bytes, { maxOutputLength: size });
    case "ZSTD":
      return decompressZstd(bytes, size);
    default: {
      const other = compressors[codec];
      if (other === undefined) throw new ParquetError(`compressed with ${codec ?? "a codec"}, which is not supported`);
      return other(bytes, size);
    }
  }
}

/** The decompressors for hyparquet. Each page is copied, so that nothing is read beyond its end. */
export const pageCompressors: Compressors = Object.fromEntries(
  (["SNAPPY", "GZIP", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"] as const).map((codec) => [
    codec,
    (bytes: Uint8Array, size: number) => new Uint8Array(decompressPage(codec, bytes, size)),
  ]),
);

/** Node has zstd from version 22.15 on. */
function decompressZstd(bytes: Uint8Array, size: number): Uint8Array {
  const decompressSync: unknown = Reflect.get(zlib, "zstdDecompressSync");
  const page: unknown =
    typeof decompressSync === "function"
      ? Reflect.apply(decompressSync, undefined, [bytes, { maxOutputLength: size }])
      : compressors.ZSTD?.(bytes, size);
  if (!(page instanceof Uint8Array)) throw new ParquetError("compressed with ZSTD, which is not supported");
  return page;
}
