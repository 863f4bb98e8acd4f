// What a compaction is about to do, in a hidden file of the destination, so that the next one finishes it, or undoes it, if it is
// killed: files are replaced by others only together. While the file is there no other compaction works in the folder.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { InputError } from "@flowlogs/cli";
import { outputError } from "../destinations/folder.ts";
import { hostHash, isRunning } from "../destinations/workFolder.ts";

/** Paths below the destination. */
interface Replacement {
  readonly written: readonly string[];
  readonly replaced: readonly string[];
}

export interface CompactionJournal {
  /** Notes a replacement. It survives a power cut. */
  note(replacement: Replacement): void;
  close(): void;
}

const pattern = /^\.flow-write-compact-([0-9a-f]{8})-(\d+)\.json$/;
/** Folders in which this process is at work: its own number does not tell. */
const open = new Set<string>();
const nothing: Replacement = { written: [], replaced: [] };
/** Milliseconds. A process of another machine cannot be seen; after that time it is taken for dead. */
const FOREIGN_LIMIT = 3_600_000;

/**
 * Ends what killed runs have begun, and says what it did. Throws InputError if another run is at work in the folder, and OutputError
 * where nothing can be written.
 */
export function openJournal(folder: string, tell: (text: string) => void): CompactionJournal {
  const key = resolve(folder);
  const own = `.flow-write-compact-${hostHash()}-${process.pid}.json`;
  const path = join(folder, own);
  if (open.has(key)) throw isBusy(folder, own);
  // In containers each run may have the number of the one before it.
  if (existsSync(path)) recover(folder, own, tell);
  open.add(key);
  const close = (): void => {
    open.delete(key);
    rmSync(path, { force: true });
  };
  try {
    writeNote(folder, path, nothing);
    // Of two that begin together each sees the other's file, as each writes its own first.
    for (const name of readdirSync(folder)) {
      if (name === own || !pattern.test(name)) continue;
      if (isAtWork(join(folder, name), name)) throw isBusy(folder, name);
      recover(folder, name, tell);
    }
  } catch (error) {
    close();
    throw error instanceof InputError ? error : outputError(error, folder);
  }
  return { note: (replacement) => writeNote(folder, path, replacement), close };
}

function isBusy(folder: string, note: string): InputError {
  const advice = `wait for its end; its note is ${note}`;
  return new InputError(`${folder}: another flow-write --compact is at work here`, advice);
}

function writeNote(folder: string, path: string, replacement: Replacement): void {
  writeFileSync(path, JSON.stringify(replacement));
  for (const it of [path, folder]) {
    const descriptor = openSync(it, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
}

function recover(folder: string, name: string, tell: (text: string) => void): void {
  const note = join(folder, name);
  const { written, replaced } = readReplacement(note);
  const isThere = (path: string): boolean => existsSync(join(folder, path));
  // Old files go only once all new ones are in place.
  const isPlaced = written.every(isThere);
  if (isPlaced || replaced.every(isThere)) {
    const left = (isPlaced ? replaced : written).filter(isThere);
    for (const path of left) rmSync(join(folder, path));
    const what = isPlaced ? "finished" : "undone";
    if (written.length > 0)
      tell(`a compaction that was killed is ${what}: ${left.length} files removed whose records are in others`);
  } else {
    // Somebody has removed new files since: what is left may be all that has some records.
    tell(
      `a compaction was killed, and files of it are gone since: records may be twice in ${written.concat(replaced).filter(isThere).join(", ")}`,
    );
  }
  rmSync(note);
}

function isAtWork(note: string, name: string): boolean {
  const [, host, pid] = pattern.exec(name) ?? [];
  return host === hostHash() ? isRunning(Number(pid)) : Date.now() - statSync(note).mtimeMs < FOREIGN_LIMIT;
}

/** One that is not whole was written by a run that had done nothing yet. */
function readReplacement(path: string): Replacement {
  try {
    const { written, replaced }: Replacement = JSON.parse(readFileSync(path, "utf8"));
    return { written, replaced };
  } catch {
    return nothing;
  }
}
