// What the path of a file that does not exist was probably meant to be: the nearest name in its folder, or of the first of
// its folders that does not exist either.

import { opendirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { nearest } from "@flowlogs/base/nearest";
import { isLossy, rawPath } from "./path.ts";

/** Entries of a folder that are looked at: it may have millions, and the answer is only a hint. */
const MAX_ENTRIES = 10_000;

/** A path as it should have been written; undefined where nothing is near. */
export function nearestPath(path: string): string | undefined {
  const bare = path.replace(/(?<=[^/])\/+$/, "");
  const folder = dirname(bare);
  // A missing folder comes first: what is in it cannot be looked up.
  if (folder !== bare && kindOf(folder) === undefined) {
    const nearFolder = nearestPath(folder);
    if (nearFolder === undefined) return undefined;
    const moved = join(nearFolder, bare.slice(bare.lastIndexOf("/") + 1));
    return kindOf(moved) === undefined ? (nearestPath(moved) ?? nearFolder) : withSlash(moved);
  }
  const name = bare.slice(bare.lastIndexOf("/") + 1);
  const near = nearestEntry(name, folder);
  return near === undefined ? undefined : withSlash(`${bare.slice(0, bare.length - name.length)}${near}`);
}

/** A folder is written with a slash at its end. */
function withSlash(path: string): string {
  return kindOf(path) === "folder" ? `${path.replace(/\/$/, "")}/` : path;
}

/** The nearest name, else the shortest that begins with the word. */
function nearestEntry(word: string, folder: string): string | undefined {
  const names = entriesOf(folder).filter((name) => name.startsWith(".") === word.startsWith("."));
  // A link that leads nowhere: its name is right.
  if (names.includes(word)) return undefined;
  // Less than half of a short name may differ.
  const near = nearest(word, names, Math.min(2, Math.floor((word.length - 1) / 2)));
  if (near !== undefined || word.length < 3) return near;
  const longer = names.filter((name) => name.toLowerCase().startsWith(word.toLowerCase()));
  return longer.toSorted((one, other) => one.length - other.length)[0];
}

function entriesOf(folder: string): readonly string[] {
  const names: string[] = [];
  try {
    const entries = opendirSync(rawPath(folder));
    for (let entry = entries.readSync(); entry !== null && names.length < MAX_ENTRIES; entry = entries.readSync()) {
      // The bytes of such a name are lost, and so the suggestion would be wrong.
      if (!isLossy(entry.name)) names.push(entry.name);
    }
    entries.closeSync();
  } catch {
    return []; // it may not be listed
  }
  return names.toSorted();
}

function kindOf(path: string): "folder" | "file" | undefined {
  try {
    return statSync(rawPath(path)).isDirectory() ? "folder" : "file";
  } catch {
    return undefined;
  }
}
