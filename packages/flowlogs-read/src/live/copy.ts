// Tells a copy that is made of a log while the log is still there, as copytruncate and compression begin: what is in it is
// read where it comes from, and must not be read twice.
import { look } from "../walk/disk.ts";
import { isFresh } from "./complete.ts";
import { originalsOf } from "./family.ts";
import { fingerprint, type Mark } from "./mark.ts";
import type { Marks } from "./marks.ts";
import { type File, fits } from "./rotation.ts";
import { type Unpacked, unpack } from "./unpacked.ts";

/**
 * Whether the file is a copy of one that is known. It gets a mark once it is complete and all that it has was read; until
 * then it is left alone, as it may be found to be what its original was before that was cut.
 */
export async function copyOf(marks: Marks, file: File): Promise<boolean> {
  for (const original of originalsOf(file.name)) {
    const mark = marks.get(original);
    const now = look(original);
    if (mark === undefined || mark.isWhole || now === undefined || !fits(marks, { name: original, now })) continue;
    const unpacked = await unpack(file.name, []);
    if (!isBeginning(file, unpacked, original, now.size)) continue;
    markCopy(marks, file, unpacked, mark);
    return true;
  }
  return false;
}

/** Whether all that is in the file is what the original begins with. */
function isBeginning({ name, now }: File, unpacked: Unpacked | undefined, original: string, size: number): boolean {
  const length = unpacked?.size ?? now.size;
  // A program that has just begun to compress has written nothing of use yet.
  if (length === 0) return unpacked?.isWhole === false;
  const print = unpacked === undefined ? fingerprint(name, length) : unpacked.prints.get(length);
  return length <= size && fingerprint(original, length) === print;
}

function markCopy(marks: Marks, { name, now }: File, unpacked: Unpacked | undefined, mark: Mark): void {
  const { identity, size, changed } = now;
  const length = unpacked?.size ?? size;
  const isComplete = unpacked === undefined ? !isFresh(now) : unpacked.isWhole;
  if (!isComplete || length > mark.length) return;
  const print = fingerprint(name, size);
  const place = length === mark.length && mark.position ? { position: mark.position } : {};
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
