// Tells a copy that is made of a log while the log is still there, as copytruncate and compression begin: what is in it is
// read where it comes from, and must not be read twice.
import { MAGIC } from "@flowlogs/formats/compression/decompress";
import { statPath } from "../discovery/disk.ts";
import { isFresh } from "./isComplete.ts";
import { isCompressed, originalsOf } from "./family.ts";
import { fingerprint, type FileCheckpoint } from "./checkpoint.ts";
import type { Marks } from "./checkpoints.ts";
import { type File, fits } from "./rotation.ts";
import { type Unpacked, unpack } from "./unpacked.ts";

/**
 * Whether the file is a copy of one that is known; undefined when that one has just become another. A copy gets a mark once
 * it is complete and all that it has was read; until then it is left alone, as it may be found to be what its original was
 * before that was cut.
 */
export async function isCopy(marks: Marks, file: File): Promise<boolean | undefined> {
  let hasChanged = false;
  for (const original of originalsOf(file.name)) {
    const mark = marks.get(original);
    const now = statPath(original);
    if (mark === undefined || mark.isWhole) continue;
    if (now === undefined || !fits(marks, { name: original, now })) {
      hasChanged ||= mark.length > 0;
      continue;
    }
    const unpacked = await unpack(file.name, []);
    if (!isBeginning(file, unpacked, original, now.size)) continue;
    markCopy(marks, file, unpacked, mark);
    return true;
  }
  return hasChanged ? undefined : false;
}

/** Whether all that is in the file is what the original begins with. */
function isBeginning({ name, now }: File, unpacked: Unpacked | undefined, original: string, size: number): boolean {
  const length = unpacked?.size ?? now.size;
  // A program that has just begun to copy or compress has written nothing of use yet, and may do so before it is read.
  if (length === 0) return unpacked?.isWhole !== true;
  if (unpacked === undefined && length < MAGIC && isCompressed(name)) return true;
  const print = unpacked === undefined ? fingerprint(name, length) : unpacked.prints.get(length);
  return length <= size && fingerprint(original, length) === print;
}

function markCopy(marks: Marks, { name, now }: File, unpacked: Unpacked | undefined, mark: FileCheckpoint): void {
  const { identity, size, changed } = now;
  const length = unpacked?.size ?? size;
  const isComplete = unpacked === undefined ? !isFresh(now) : unpacked.isWhole;
  if (!isComplete || length > mark.length) return;
  const print = fingerprint(name, size);
  const place = length === mark.length && mark.position ? { position: mark.position, taken: mark.taken } : {};
  marks.set(name, {
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
