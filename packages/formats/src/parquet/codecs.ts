// The pages of Parquet, decompressed: by Node where it can, else by hyparquet's companion.
import * as zlib from "node:zlib";
import type { CompressionCodec, Compressors } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { ParquetError } from "./errors.ts";

/** What a page holds, which must be as much as it says. Throws a ParquetError when it makes no sense. */
export function decompressPage(codec: CompressionCodec, bytes: Uint8Array, size: number): Uint8Array {
  // Of nothing but nulls, and between columns that have the same name in different files: no codec likes that.
  if (size === 0) return new Uint8Array(0);
  const page = attempt(codec, bytes, size);
  if (page.length !== size) throw new ParquetError("a page does not have the size in its header");
  return page;
}

/** The words of the codecs' libraries are of no use to anybody. */
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
      return unzstd(bytes, size);
    default: {
      const other = compressors[codec];
      if (other === undefined) throw new ParquetError(`compressed with ${codec ?? "a codec"}, which is not supported`);
      return other(bytes, size);
    }
  }
}

/** The same for hyparquet. Each page gets memory of its own, so that nothing is read beyond its end. */
export const pageCompressors: Compressors = Object.fromEntries(
  (["SNAPPY", "GZIP", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"] as const).map((codec) => [
    codec,
    (bytes: Uint8Array, size: number) => new Uint8Array(decompressPage(codec, bytes, size)),
  ]),
);

/** Node has zstd from version 22.15 on. */
function unzstd(bytes: Uint8Array, size: number): Uint8Array {
  const own: unknown = Reflect.get(zlib, "zstdDecompressSync");
  const page: unknown =
    typeof own === "function"
      ? Reflect.apply(own, undefined, [bytes, { maxOutputLength: size }])
      : compressors.ZSTD?.(bytes, size);
  if (!(page instanceof Uint8Array)) throw new ParquetError("compressed with ZSTD, which is not supported");
  return page;
}
