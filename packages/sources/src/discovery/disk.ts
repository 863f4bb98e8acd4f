// The disk as a tree to walk. Hidden files are left out, and links may form circles.
import { type Dirent, lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isLossy, isWritten, rawPath, textOfName, writesFiles } from "@flowlogs/cli";
import { byPath, type Entry, type Tree } from "./walk.ts";

interface TreeEvents {
  /** The tree has something other than folders, or cannot be listed. */
  readonly seen: () => void;
  /** A folder cannot be listed. */
  readonly failed: (folder: string) => void;
  /** The walk leaves something out: a file that this command writes to, or what is neither a file nor a folder. */
  readonly skipped: (path: string, what: string) => void;
}

/** Each folder is listed once, however many links lead there. */
export function diskTree({ seen, failed, skipped }: TreeEvents): Tree {
  const visited = new Set<string>();
  return {
    list(folder) {
      const identity = statPath(folder)?.identity ?? folder;
      if (visited.has(identity)) return [];
      visited.add(identity);
      try {
        const entries = entriesOf(folder).filter(({ name }) => !name.startsWith("."));
        const all = entries.map((entry) => toTreeEntry(folder, entry));
        if (all.some(({ isFolder }) => !isFolder)) seen();
        const isWanted = ({ name, isFolder, isRegular }: DiskTreeEntry): boolean => {
          const path = join(folder, name);
          const what = isFolder ? undefined : whyNotReadable(path, isRegular);
          if (what !== undefined) skipped(path, what);
          return what === undefined;
        };
        return all.filter(isWanted).toSorted(byPath);
      } catch {
        seen();
        failed(folder);
        return [];
      }
    },
  };
}

/** The entries of a folder; throws the error of the system when it cannot be listed. */
function entriesOf(folder: string): readonly DiskEntry[] {
  const entries = readdirSync(rawPath(folder), { withFileTypes: true });
  if (!entries.some(({ name }) => isLossy(name))) return entries;
  const raw = readdirSync(rawPath(folder), { withFileTypes: true, encoding: "buffer" });
  return raw.map((entry) => ({
    name: textOfName(entry.name),
    isFile: () => entry.isFile(),
    isDirectory: () => entry.isDirectory(),
    isSymbolicLink: () => entry.isSymbolicLink(),
  }));
}

/** The names in a folder; throws the error of the system when it cannot be listed. */
export function namesOf(folder: string): readonly string[] {
  const names = readdirSync(rawPath(folder));
  return names.some(isLossy) ? readdirSync(rawPath(folder), { encoding: "buffer" }).map(textOfName) : names;
}

/** What `stat` reports of a path. */
export interface PathStat {
  readonly isFolder: boolean;
  readonly isFile: boolean;
  /** Device and inode: the same under another name. */
  readonly identity: string;
  readonly size: number;
  /** When its content last changed, in nanoseconds. */
  readonly changed: string;
}

/** What is at a path, links followed; undefined when it cannot be looked at, whatever the reason. */
export function statPath(path: string): PathStat | undefined {
  try {
    const found = statSync(rawPath(path), { bigint: true });
    return {
      isFolder: found.isDirectory(),
      isFile: found.isFile(),
      identity: `${found.dev}:${found.ino}`,
      size: Number(found.size),
      changed: String(found.mtimeNs),
    };
  } catch {
    return undefined;
  }
}

/**
 * The size of a file in bytes, 0 when it cannot be looked at; undefined where reading may have to wait, and cannot be
 * repeated: standard input, a pipe.
 */
export function fileSize(path: string): number | undefined {
  const found = path === "-" ? { isFile: false, size: 0 } : statPath(path);
  return found?.isFile === false ? undefined : (found?.size ?? 0);
}

/** Whether nothing is left at a path, not even a link that leads nowhere. */
export function isGone(path: string): boolean {
  try {
    return lstatSync(rawPath(path), { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** Why a file that this command writes to is left out. */
export const WRITTEN = "is written to by this command";

/** Why an entry of a folder is not read; undefined for a file. `isFile`: as far as the listing says. */
export function whyNotReadable(path: string, isFile: boolean): string | undefined {
  if (isFile && !writesFiles()) return undefined;
  const now = statPath(path);
  if (now === undefined) return undefined; // opening it will report what is wrong
  if (isWritten(now.identity)) return WRITTEN;
  return now.isFile ? undefined : "is neither a file nor a folder";
}

/** A file, a folder or something else in a folder. */
type DiskEntry = Pick<Dirent, "name" | "isFile" | "isDirectory" | "isSymbolicLink">;

interface DiskTreeEntry extends Entry {
  /** It is a file; a link may lead to anything. */
  readonly isRegular: boolean;
}

function toTreeEntry(folder: string, entry: DiskEntry): DiskTreeEntry {
  const { name } = entry;
  const isFolder = entry.isSymbolicLink() ? statPath(join(folder, name))?.isFolder === true : entry.isDirectory();
  return { name, isFolder, isRegular: entry.isFile() };
}
