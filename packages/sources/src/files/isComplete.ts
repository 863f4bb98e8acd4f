// Whether a new file is complete. What grows line by line can be read at any time; an archive only as a whole.
import { basename } from "node:path";
import type { PathStat } from "../discovery/disk.ts";

/** Milliseconds without a change after which a file counts as complete. */
const QUIET_PERIOD = 2000;

/**
 * Names under which copying programs write before they give a file its own: `aws s3 sync` appends eight digits to the
 * whole name (.gz.1a2B3c4D), rsync and others hide it, which the walk leaves out.
 */
const temporary = /\.(gz|zst|parquet)\.[0-9A-Fa-f]{8}$|\.(tmp|temp|part|partial|filepart|crdownload)$|~$/;

export function isTemporary(path: string): boolean {
  return temporary.test(basename(path));
}

/** Whether a file may still be written: it changed a moment ago, or in the future by a clock that is off. */
export function changedRecently({ changed }: PathStat): boolean {
  return Math.abs(Date.now() - Number(BigInt(changed) / 1_000_000n)) < QUIET_PERIOD;
}
