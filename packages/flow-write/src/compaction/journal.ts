// What a compaction is about to do, in a hidden file of the destination, so that the next one finishes it, or undoes it, if it is
// killed: files are replaced by others only together.
import { existsSync, fsyncSync, openSync, closeSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostHash, isRunning } from "../destinations/workFolder.ts";

/** Paths below the destination. */
export interface Replacement {
  readonly written: readonly string[];
  readonly replaced: readonly string[];
}

const pattern = /^\.flow-write-compact-([0-9a-f]{8})-(\d+)\.json$/;

/** Notes a replacement; the path of the note. It survives a power cut. */
export function noteReplacement(folder: string, replacement: Replacement): string {
  const path = join(folder, `.flow-write-compact-${hostHash()}-${process.pid}.json`);
  writeFileSync(path, JSON.stringify(replacement));
  for (const it of [path, folder]) {
    const descriptor = openSync(it, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
  return path;
}

/** Ends what killed runs have begun; says what it did. */
export function recover(folder: string, tell: (text: string) => void): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const [, host, pid] = pattern.exec(name) ?? [];
    if (host === undefined || (host === hostHash() && isRunning(Number(pid)))) continue;
    const note = join(folder, name);
    const { written, replaced } = readReplacement(note);
    // Old files go only once all new ones are in place.
    const isWhole = written.every((path) => existsSync(join(folder, path)));
    const left = (isWhole ? replaced : written).filter((path) => existsSync(join(folder, path)));
    for (const path of left) rmSync(join(folder, path));
    rmSync(note);
    const what = isWhole ? "finished" : "undone";
    tell(`a compaction that was killed is ${what}: ${left.length} files removed whose records are in others`);
  }
}

/** One that is not whole was written by a run that had done nothing yet. */
function readReplacement(path: string): Replacement {
  try {
    const { written, replaced }: Replacement = JSON.parse(readFileSync(path, "utf8"));
    return { written, replaced };
  } catch {
    return { written: [], replaced: [] };
  }
}
