// Whether a file that turned up is all there. What grows line by line can be read at any time; an archive only as a whole.
import { basename } from "node:path";
import type { PathStat } from "../discovery/disk.ts";

/** Milliseconds for which it must not have changed. */
const QUIET = 2000;

/**
 * Names under which copying programs write before they give a file its own: `aws s3 sync` appends eight digits to the
 * whole name (.gz.1a2B3c4D), rsync and others hide it, which the walk leaves out.
 */
const temporary = /\.(gz|zst|parquet)\.[0-9A-Fa-f]{8}$|\.(tmp|temp|part|partial|filepart|crdownload)$|~$/;

export function isTemporary(path: string): boolean {
  return temporary.test(basename(path));
}

/** Whether it may still be written: what changed a moment ago, by any clock. */
export function isFresh({ changed }: PathStat): boolean {
  return Math.abs(Date.now() - Number(BigInt(changed) / 1_000_000n)) < QUIET;
}
