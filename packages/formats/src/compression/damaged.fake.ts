// For tests: gzip data that is damaged after some good content.
import { constants, deflateRawSync, gzipSync } from "node:zlib";

/** Some hundred kilobytes that do not compress well. */
export const lines = Array.from({ length: 50_000 }, (_, index) => `${index * 7919} ${index ** 2 % 9973}\n`).join("");

/** A member with this content, followed by a block of a type that does not exist. */
export function damagedAfter(content: string): Buffer {
  const good = deflateRawSync(content, { finishFlush: constants.Z_SYNC_FLUSH });
  return Buffer.concat([gzipSync("").subarray(0, 10), good, Buffer.alloc(5000, 0x07)]);
}
