// Decodes zstd blocks with Node's zstd (from version 22.15 on).
import * as zlib from "node:zlib";
import { NodeDecompressor } from "./nodeZlib.ts";
import type { BlockDecoder } from "./zstd.ts";

/** The most bytes of content in a block. */
const BLOCK = 1 << 17;

/** Undefined when this version of Node has no zstd. */
export function openNodeZstd(): BlockDecoder | undefined {
  const create: unknown = Reflect.get(zlib, "createZstdDecompress");
  if (typeof create !== "function") return undefined;
  const stream: unknown = Reflect.apply(create, undefined, []);
  const decompressor = typeof stream === "object" && stream !== null ? NodeDecompressor.of(stream) : undefined;
  if (decompressor === undefined) return undefined;
  const output = new Uint8Array(BLOCK);
  const run = (input: Uint8Array): number => {
    let used = 0;
    let made = 0;
    do {
      decompressor.run(input.subarray(used), output.subarray(made));
      if (decompressor.error !== undefined) throw new Error(decompressor.error);
      used += decompressor.used;
      made += decompressor.made;
    } while (used < input.length && decompressor.used > 0);
    return made;
  };
  return {
    start(header) {
      decompressor.restart();
      run(header);
    },
    take: (block) => output.subarray(0, run(block)),
    hasChecksum(checksum) {
      try {
        run(checksum);
        return true;
      } catch {
        return false;
      }
    },
  };
}
