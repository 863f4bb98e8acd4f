// Finds out which file of a log and its rotations is which, when names went from one to the other: by what the system calls a
// file, then by its content, which may have been copied or compressed meanwhile.
import { dirname, join } from "node:path";
import { statPath, type PathStat } from "../discovery/disk.ts";
import { familyOf } from "./family.ts";
import { namesIn } from "./forget.ts";
import { fingerprint, isContinued, isEmpty, isUntouched, type FileCheckpoint } from "./checkpoint.ts";
import type { Marks } from "./checkpoints.ts";
import { resumed } from "./unfinished.ts";
import { unpack } from "./unpacked.ts";

/** A file as it is now. */
export interface File {
  /** With all its folders. */
  readonly name: string;
  readonly now: PathStat;
}

/** Gives each mark of the family the name that its file has now; marks of names that another file has are detached. */
export async function findRotated(marks: Marks, name: string): Promise<void> {
  const files = filesOf(name);
  const settled = new Set(files.filter((file) => fits(marks, file)).map((file) => file.name));
  const left = (): File[] => files.filter((file) => !settled.has(file.name));
  for (const file of left()) {
    const mark = marks.ofFile(file.now.identity);
    if (mark === undefined || !isContinuedBy(mark, file)) continue;
    // Another name of a file that still has its own is not one more file.
    if (!settled.has(marks.keyOf(mark) ?? "")) marks.move(mark, file.name);
    settled.add(file.name);
  }
  for (const file of left()) {
    const mark = marks.get(file.name);
    if (mark !== undefined && isContinuedBy(mark, file)) settled.add(file.name);
  }
  for (const file of left()) {
    const free = marks.family(name).filter((key) => !settled.has(key));
    if (await findByContent(marks, free, file)) settled.add(file.name);
  }
  for (const file of left()) marks.detach(file.name);
}

/** Gives the mark the name to which its file was renamed in the same folder, whatever that is. */
export function findRenamed(marks: Marks, mark: FileCheckpoint): void {
  const folder = dirname(marks.keyOf(mark) ?? "");
  for (const name of namesIn(folder) ?? []) {
    const path = join(folder, name);
    const now = statPath(path);
    if (now?.identity !== mark.identity || !isContinuedBy(mark, { name: path, now })) continue;
    marks.move(mark, path);
    return;
  }
}

/** Whether the mark of that name is of the file that has it. */
export function fits(marks: Marks, { name, now }: File): boolean {
  const mark = marks.get(name);
  return mark?.identity === now.identity && (isUntouched(mark, now) || isContinuedBy(mark, { name, now }));
}

/** Of a file of which nothing was read, only the number or the name may have come again. */
function isContinuedBy(mark: FileCheckpoint, { name, now }: File): boolean {
  return !isEmpty(mark) && isContinued(mark, name, now);
}

/** Gives the file the mark that goes furthest of those whose content it begins with; whether there is one. */
async function findByContent(marks: Marks, keys: readonly string[], file: File): Promise<boolean> {
  const { name, now } = file;
  const all = keys.flatMap((key) => marks.get(key) ?? []).filter(({ length }) => length > 0);
  if (all.length === 0) return false;
  all.sort((one, other) => other.length - one.length);
  const same = all.find((mark) => mark.length <= now.size && fingerprint(name, mark.length) === mark.print);
  if (same !== undefined) marks.move(same, name);
  return same !== undefined || (await findCompressed(marks, all, file));
}

/** The same of a file that was compressed since. */
async function findCompressed(marks: Marks, all: readonly FileCheckpoint[], { name, now }: File): Promise<boolean> {
  const unpacked = await unpack(name, all);
  const mark = all.find(({ length, print }) => unpacked?.prints.get(length) === print);
  if (unpacked === undefined || mark === undefined) return false;
  marks.move(mark, name);
  const { taken: _, ...more } = mark;
  const { identity, size, changed } = now;
  // It may have been written to its end between the look and the reading: then the next look tells what it is.
  const later = statPath(name);
  const isQuiet = later !== undefined && isUntouched({ ...mark, identity, size, changed }, later);
  if (isQuiet && mark.isDone && unpacked.isWhole && unpacked.size <= mark.length) {
    const print = fingerprint(name, size);
    marks.set(name, { ...more, identity, size, changed, length: size, print, isWhole: true });
  } else {
    // What it has beyond that is read as of any archive, whose last line is complete.
    const { from } = resumed(mark, name, unpacked.lineEnds.has(mark.length) ? 1 : 0);
    marks.set(name, { ...more, isDone: false, position: from });
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
