// Recognises a copy of a log that is still there, as copytruncate and compression make one: the content is read from the
// original, and must not be read twice.
import { MAGIC } from "@flowlogs/formats/compression/decompress";
import { statPath } from "../discovery/disk.ts";
import { changedRecently } from "./isComplete.ts";
import { isCompressed, originalsOf } from "./family.ts";
import { fingerprint, type FileCheckpoint } from "./checkpoint.ts";
import type { FileCheckpoints } from "./checkpoints.ts";
import { type File, fits } from "./rotation.ts";
import { type Unpacked, unpack } from "./unpacked.ts";

/**
 * Whether the file is a copy of a known one; undefined when a file that it may be a copy of has just changed. A copy gets a
 * checkpoint once it is complete and all its content was read. Until then it is left alone, as it may turn out to be what
 * its original was before that was truncated.
 */
export async function isCopy(checkpoints: FileCheckpoints, file: File): Promise<boolean | undefined> {
  let hasChanged = false;
  for (const original of originalsOf(file.name)) {
    const checkpoint = checkpoints.get(original);
    const now = statPath(original);
    if (checkpoint === undefined || checkpoint.isWhole) continue;
    if (now === undefined || !fits(checkpoints, { name: original, now })) {
      hasChanged ||= checkpoint.length > 0;
      continue;
    }
    const unpacked = await unpack(file.name, []);
    if (!isBeginning(file, unpacked, original, now.size)) continue;
    recordCopy(checkpoints, file, unpacked, checkpoint);
    return true;
  }
  return hasChanged ? undefined : false;
}

/** Whether the original begins with all that is in the file. */
function isBeginning({ name, now }: File, unpacked: Unpacked | undefined, original: string, size: number): boolean {
  const length = unpacked?.size ?? now.size;
  // A program that has just begun to copy or compress may be caught before it has written anything.
  if (length === 0) return unpacked?.isWhole !== true;
  if (unpacked === undefined && length < MAGIC && isCompressed(name)) return true;
  const print = unpacked === undefined ? fingerprint(name, length) : unpacked.prints.get(length);
  return length <= size && fingerprint(original, length) === print;
}

function recordCopy(
  checkpoints: FileCheckpoints,
  { name, now }: File,
  unpacked: Unpacked | undefined,
  checkpoint: FileCheckpoint,
): void {
  const { identity, size, changed } = now;
  const length = unpacked?.size ?? size;
  const isComplete = unpacked === undefined ? !changedRecently(now) : unpacked.isWhole;
  if (!isComplete || length > checkpoint.length) return;
  const print = fingerprint(name, size);
  const place =
    length === checkpoint.length && checkpoint.position
      ? { position: checkpoint.position, taken: checkpoint.taken }
      : {};
  checkpoints.set(name, {
    identity,
    size,
    changed,
    length: size,
    print,
    isWhole: unpacked !== undefined,
    isDone: true,
    ...place,
  });
}
