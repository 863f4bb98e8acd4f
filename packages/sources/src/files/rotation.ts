// Finds out which file of a log and its rotations is which, when names went from one to another: by identity, then by content,
// which may have been copied or compressed meanwhile.
import { dirname, join } from "node:path";
import { statPath, type PathStat } from "../discovery/disk.ts";
import { familyOf } from "./family.ts";
import { namesIn } from "./forget.ts";
import { fingerprint, isContinued, isEmpty, isUntouched, type FileCheckpoint } from "./checkpoint.ts";
import type { FileCheckpoints } from "./checkpoints.ts";
import { resumePosition } from "./unfinished.ts";
import { unpack } from "./unpacked.ts";

/** A file as it is now. */
export interface File {
  /** Its full path. */
  readonly name: string;
  readonly now: PathStat;
}

/** Gives each checkpoint of the family the name that its file has now; those whose names went to other files are detached. */
export async function findRotated(checkpoints: FileCheckpoints, name: string): Promise<void> {
  const files = filesOf(name);
  const matched = new Set(files.filter((file) => fits(checkpoints, file)).map((file) => file.name));
  const left = (): File[] => files.filter((file) => !matched.has(file.name));
  for (const file of left()) {
    const checkpoint = checkpoints.byIdentity(file.now.identity);
    if (checkpoint === undefined || !isContinuedBy(checkpoint, file)) continue;
    // A second name of a file is not a second file.
    if (!matched.has(checkpoints.keyOf(checkpoint) ?? "")) checkpoints.move(checkpoint, file.name);
    matched.add(file.name);
  }
  for (const file of left()) {
    const checkpoint = checkpoints.get(file.name);
    if (checkpoint !== undefined && isContinuedBy(checkpoint, file)) matched.add(file.name);
  }
  for (const file of left()) {
    const free = checkpoints.family(name).filter((key) => !matched.has(key));
    if (await findByContent(checkpoints, free, file)) matched.add(file.name);
  }
  for (const file of left()) checkpoints.detach(file.name);
}

/** Gives the checkpoint the name to which its file was renamed in the same folder, whatever that is. */
export function findRenamed(checkpoints: FileCheckpoints, checkpoint: FileCheckpoint): void {
  const folder = dirname(checkpoints.keyOf(checkpoint) ?? "");
  for (const name of namesIn(folder) ?? []) {
    const path = join(folder, name);
    const now = statPath(path);
    if (now?.identity !== checkpoint.identity || !isContinuedBy(checkpoint, { name: path, now })) continue;
    checkpoints.move(checkpoint, path);
    return;
  }
}

/** Whether the checkpoint with that name is of the file that has the name. */
export function fits(checkpoints: FileCheckpoints, { name, now }: File): boolean {
  const checkpoint = checkpoints.get(name);
  return (
    checkpoint?.identity === now.identity && (isUntouched(checkpoint, now) || isContinuedBy(checkpoint, { name, now }))
  );
}

/** Never true of a file of which nothing was read: only its inode or its name may have been used again. */
function isContinuedBy(checkpoint: FileCheckpoint, { name, now }: File): boolean {
  return !isEmpty(checkpoint) && isContinued(checkpoint, name, now);
}

/** Gives the file the longest checkpoint with whose content it begins; returns whether there is one. */
async function findByContent(checkpoints: FileCheckpoints, keys: readonly string[], file: File): Promise<boolean> {
  const { name, now } = file;
  const all = keys.flatMap((key) => checkpoints.get(key) ?? []).filter(({ length }) => length > 0);
  if (all.length === 0) return false;
  all.sort((one, other) => other.length - one.length);
  const same = all.find(
    (checkpoint) => checkpoint.length <= now.size && fingerprint(name, checkpoint.length) === checkpoint.print,
  );
  if (same !== undefined) checkpoints.move(same, name);
  return same !== undefined || (await findCompressed(checkpoints, all, file));
}

/** The same for a file that was compressed since. */
async function findCompressed(
  checkpoints: FileCheckpoints,
  all: readonly FileCheckpoint[],
  { name, now }: File,
): Promise<boolean> {
  const unpacked = await unpack(name, all);
  const checkpoint = all.find(({ length, print }) => unpacked?.prints.get(length) === print);
  if (unpacked === undefined || checkpoint === undefined) return false;
  checkpoints.move(checkpoint, name);
  const { taken: _, ...more } = checkpoint;
  const { identity, size, changed } = now;
  // Its writing may have ended between the scan and this reading: then the next scan decides.
  const later = statPath(name);
  const isQuiet = later !== undefined && isUntouched({ ...checkpoint, identity, size, changed }, later);
  if (isQuiet && checkpoint.isDone && unpacked.isWhole && unpacked.size <= checkpoint.length) {
    const print = fingerprint(name, size);
    checkpoints.set(name, { ...more, identity, size, changed, length: size, print, isWhole: true });
  } else {
    // The rest is read as of any archive, whose last line is complete.
    const { from } = resumePosition(checkpoint, name, unpacked.lineEnds.has(checkpoint.length) ? 1 : 0);
    checkpoints.set(name, { ...more, isDone: false, position: from });
  }
  return true;
}

function filesOf(name: string): File[] {
  const folder = dirname(name);
  const family = familyOf(name);
  return [...(namesIn(folder) ?? [])].flatMap((each) => {
    const path = join(folder, each);
    const now = familyOf(path) === family ? statPath(path) : undefined;
    return now?.isFile === true ? [{ name: path, now }] : [];
  });
}
