// The pages of Parquet, decompressed: by Node where it can, else by hyparquet's companion.
import * as zlib from "node:zlib";
import type { CompressionCodec } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** What a page holds, which must be as much as it says. Throws an Error when it makes no sense. */
export function decompressPage(codec: CompressionCodec, bytes: Uint8Array, size: number): Uint8Array {
  // Between columns that have the same name in different files there may be empty pages, which no codec likes.
  if (size === 0) return new Uint8Array(0);
  const page = decompress(codec, bytes, size);
  if (page.length !== size) throw new Error("a page has not the size that it says");
  return page;
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
      if (other === undefined) throw new Error(`compressed by ${codec}, which is not known here`);
      return other(bytes, size);
    }
  }
}

/** Node has zstd from version 22.15 on. */
function unzstd(bytes: Uint8Array, size: number): Uint8Array {
  const own: unknown = Reflect.get(zlib, "zstdDecompressSync");
  const page: unknown =
    typeof own === "function"
      ? Reflect.apply(own, undefined, [bytes, { maxOutputLength: size }])
      : compressors.ZSTD?.(bytes, size);
  if (!(page instanceof Uint8Array)) throw new Error("compressed by ZSTD, which is not known here");
  return page;
}
