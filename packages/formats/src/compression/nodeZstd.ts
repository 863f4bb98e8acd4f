// What the blocks of zstd data hold, by Node's own zstd (from version 22.15 on).
import * as zlib from "node:zlib";
import { Engine } from "./nodeZlib.ts";
import type { Blocks } from "./zstd.ts";

/** A block holds no more. */
const BLOCK = 1 << 17;

/** Undefined where this Node has none. */
export function openNodeZstd(): Blocks | undefined {
  const create: unknown = Reflect.get(zlib, "createZstdDecompress");
  if (typeof create !== "function") return undefined;
  const stream: unknown = Reflect.apply(create, undefined, []);
  const engine = typeof stream === "object" && stream !== null ? Engine.of(stream) : undefined;
  if (engine === undefined) return undefined;
  const output = new Uint8Array(BLOCK);
  const run = (input: Uint8Array): number => {
    let used = 0;
    let made = 0;
    do {
      engine.run(input.subarray(used), output.subarray(made));
      if (engine.fault !== undefined) throw new Error(engine.fault);
      used += engine.used;
      made += engine.made;
    } while (used < input.length && engine.used > 0);
    return made;
  };
  return {
    start(header) {
      engine.restart();
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
