// What of the marks is forgotten: those of files that are gone for good. A file that is renamed or compressed while everything
// is looked at may be missed, so that it must be missed more than once.
import { codeOf } from "@flowlogs/cli";
import { basename, dirname } from "node:path";
import { namesOf } from "../discovery/disk.ts";
import { isDetached, type Marks, nameOf } from "./checkpoints.ts";

/** Looks in a row at which a file must be missed. */
const LOOKS = 3;

/**
 * Forgets files that are not in their folders any more, while something else is, there or above. A disk that is not mounted
 * is an empty folder, and nothing is forgotten for that. `seen`: the names of files that were looked at.
 */
export function forgetGone(marks: Marks, seen: ReadonlySet<string>): void {
  const listed = new Map<string, ReadonlySet<string> | undefined>();
  for (const [key, mark] of new Map(marks.all())) {
    const name = nameOf(key);
    const folder = dirname(name);
    const isOwn = !isDetached(key);
    if (isOwn && seen.has(name) && mark.gone === undefined) continue;
    if (!listed.has(folder)) listed.set(folder, namesIn(folder) ?? namesAround(folder));
    const names = listed.get(folder);
    const isGone = names !== undefined && !(isOwn && names.has(basename(name)));
    const { gone = 0, ...more } = mark;
    if (isGone && gone + 1 >= LOOKS) marks.delete(key);
    else if (isGone) marks.set(key, { ...more, gone: gone + 1 });
    else if (gone > 0) marks.set(key, more);
  }
}

/** The names in a folder; undefined when nothing is in it, or it cannot be listed. */
export function namesIn(folder: string): ReadonlySet<string> | undefined {
  try {
    const names = namesOf(folder);
    return names.length > 0 ? new Set(names) : undefined;
  } catch {
    return undefined;
  }
}

/** None when the folder itself is gone while the one above is not; undefined when that tells nothing. */
function namesAround(folder: string): ReadonlySet<string> | undefined {
  try {
    namesOf(folder);
    return undefined;
  } catch (error) {
    const above = dirname(folder);
    const isGone = codeOf(error) === "ENOENT" && above !== folder;
    return isGone && (namesIn(above) ?? namesAround(above)) !== undefined ? new Set() : undefined;
  }
}
