// Decompresses the pages of Parquet files: with Node where it can, else with libraries that are loaded when they are needed.
import * as zlib from "node:zlib";
import type { CompressionCodec, Compressors } from "hyparquet";
import { NodeDecompressor } from "../compression/nodeZlib.ts";
import { ParquetError } from "./errors.ts";

type Decompress = (bytes: Uint8Array, size: number) => Uint8Array;

/** What the libraries decompress, by the codecs' names. */
const loaded = new Map<CompressionCodec, Decompress>();

/** Loads what a codec needs. */
export async function prepareCodec(codec: CompressionCodec): Promise<void> {
  if (loaded.has(codec) || codec === "GZIP" || codec === "BROTLI" || codec === "UNCOMPRESSED") return;
  if (codec === "SNAPPY") {
    const { snappyUncompressor } = await import("hysnappy");
    loaded.set(codec, snappyUncompressor());
    return;
  }
  const own = codec === "ZSTD" ? nodeZstd() : undefined;
  const other = own ?? (await import("hyparquet-compressors")).compressors[codec];
  if (other !== undefined) loaded.set(codec, other);
}

/** Node has zstd from version 22.15 on. */
function nodeZstd(): Decompress | undefined {
  const decompressSync: unknown = Reflect.get(zlib, "zstdDecompressSync");
  if (typeof decompressSync !== "function") return undefined;
  return (bytes, size) => {
    const page: unknown = Reflect.apply(decompressSync, undefined, [bytes, inOnePiece(size)]);
    return page instanceof Uint8Array ? page : new Uint8Array(0);
  };
}

/**
 * Decompresses a page into its first `size` bytes, which it must have; there must be room for one byte more. Throws ParquetError.
 */
export function decompressInto(into: Uint8Array, codec: CompressionCodec, bytes: Uint8Array, size: number): void {
  // A page of nulls only has no bytes, which the codecs refuse.
  if (size === 0) return;
  if (codec === "GZIP" && inflater !== undefined) {
    inflate(inflater, bytes, into, size);
    return;
  }
  const page = attempt(codec, bytes, size);
  if (page.length !== size) throw new ParquetError("a page does not have the size in its header");
  into.set(page);
}

/**
 * The content of a page, by one of Node's threads. Of a page that is not what it should be, undefined: decompressInto tells why.
 * `undefined` at once: it cannot be done so.
 */
export function unpackInThread(
  codec: CompressionCodec,
  bytes: Uint8Array,
  size: number,
): Promise<Uint8Array | undefined> | undefined {
  const name = IN_THREADS[codec];
  const unpack: unknown = name === undefined ? undefined : Reflect.get(zlib, name);
  if (typeof unpack !== "function") return undefined;
  // With room for one byte more, zlib finds the end at once.
  const options = { maxOutputLength: size, chunkSize: size + zlib.constants.Z_MIN_CHUNK };
  return new Promise((resolve) => {
    const done = (error: Error | null, page: Uint8Array): void =>
      resolve(error === null && page.length === size ? page : undefined);
    Reflect.apply(unpack, undefined, [bytes, options, done]);
  });
}

/** What decompresses in threads; Node has zstd from version 22.15 on. */
const IN_THREADS: Partial<Record<CompressionCodec, string>> = {
  GZIP: "gunzip",
  BROTLI: "brotliDecompress",
  ZSTD: "zstdDecompress",
};

/** The content of a page, which must have `size` bytes. Throws ParquetError. */
function decompressPage(codec: CompressionCodec, bytes: Uint8Array, size: number): Uint8Array {
  const room = new Uint8Array(size + 1);
  decompressInto(room, codec, bytes, size);
  return room.subarray(0, size);
}

/** Inflates one page after the other into the memory where it is needed; undefined when this version of Node has other internals. */
const inflater = NodeDecompressor.of(zlib.createGunzip());

/** The byte more shows data that is longer; with it, zlib looks for the end of the data, and compares its checksum. */
function inflate(gunzip: NodeDecompressor, bytes: Uint8Array, into: Uint8Array, size: number): void {
  gunzip.restart();
  gunzip.finish(bytes, into.subarray(0, size + 1));
  if (gunzip.error !== undefined) throw new ParquetError("a page cannot be decompressed");
  if (gunzip.made !== size) throw new ParquetError("a page does not have the size in its header");
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
      return zlib.gunzipSync(bytes, inOnePiece(size));
    case "BROTLI":
      return zlib.brotliDecompressSync(bytes, inOnePiece(size));
    default: {
      const other = loaded.get(codec);
      if (other === undefined) throw new ParquetError(`compressed with ${codec ?? "a codec"}, which is not supported`);
      return other(bytes, size);
    }
  }
}

/** Options of zlib for a result of this size: it would make pieces of 16 KiB, and join them. */
function inOnePiece(size: number): { readonly maxOutputLength: number; readonly chunkSize: number } {
  return { maxOutputLength: size, chunkSize: Math.max(zlib.constants.Z_MIN_CHUNK, size) };
}

/** The decompressors for hyparquet. Each page has memory of its own, so that nothing is read beyond its end. */
export const pageCompressors: Compressors = Object.fromEntries(
  (["SNAPPY", "GZIP", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"] as const).map((codec) => [
    codec,
    (bytes: Uint8Array, size: number) => decompressPage(codec, bytes, size).slice(),
  ]),
);
