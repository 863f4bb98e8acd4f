// Gzip data that is good up to a place, and then is none: for tests of what comes out before that.
import { constants, deflateRawSync, gzipSync } from "node:zlib";

/** Some hundred kilobytes that do not compress to next to nothing. */
export const lines = Array.from({ length: 50_000 }, (_, index) => `${index * 7919} ${index ** 2 % 9973}\n`).join("");

/** A member that holds these bytes, and behind them, instead of more, a block of a type that there is not. */
export function damagedAfter(content: string): Buffer {
  const good = deflateRawSync(content, { finishFlush: constants.Z_SYNC_FLUSH });
  return Buffer.concat([gzipSync("").subarray(0, 10), good, Buffer.alloc(5000, 0x07)]);
}
