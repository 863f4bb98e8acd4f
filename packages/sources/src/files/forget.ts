// Forgets the checkpoints of files that are gone for good. A scan may miss a file that is renamed or compressed meanwhile, so
// that several scans must miss it.
import { codeOf } from "@flowlogs/cli";
import { basename, dirname } from "node:path";
import { namesOf } from "../discovery/disk.ts";
import { isDetached, type FileCheckpoints, nameOf } from "./checkpoints.ts";

/** Scans in a row that must miss a file. */
const MISSED_SCANS = 3;

/**
 * Forgets files that are no longer in their folders, while something else is, there or above. A disk that is not mounted is
 * an empty folder, for which nothing is forgotten. `seen`: the names of files that the scan found.
 */
export function forgetGone(checkpoints: FileCheckpoints, seen: ReadonlySet<string>): void {
  const listed = new Map<string, ReadonlySet<string> | undefined>();
  for (const [key, checkpoint] of new Map(checkpoints.all())) {
    const name = nameOf(key);
    const folder = dirname(name);
    const hasName = !isDetached(key);
    if (hasName && seen.has(name) && checkpoint.gone === undefined) continue;
    if (!listed.has(folder)) listed.set(folder, namesIn(folder) ?? namesAround(folder));
    const names = listed.get(folder);
    const isGone = names !== undefined && !(hasName && names.has(basename(name)));
    const { gone = 0, ...more } = checkpoint;
    if (isGone && gone + 1 >= MISSED_SCANS) checkpoints.delete(key);
    else if (isGone) checkpoints.set(key, { ...more, gone: gone + 1 });
    else if (gone > 0) checkpoints.set(key, more);
  }
}

/** The names in a folder; undefined when it is empty or cannot be listed. */
export function namesIn(folder: string): ReadonlySet<string> | undefined {
  try {
    const names = namesOf(folder);
    return names.length > 0 ? new Set(names) : undefined;
  } catch {
    return undefined;
  }
}

/** No names when the folder is gone while the one above is not; undefined when nothing is known. */
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
