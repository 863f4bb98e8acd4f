// The disk as a tree to walk: what is hidden is left out, and links may lead back.
import { type Dirent, lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isLossy, isWritten, rawPath, textOfName, writesFiles } from "@flowlogs/cli";
import { byPath, type Entry, type Tree } from "./walk.ts";

interface Events {
  /** There is something else than folders, or no way to tell. */
  readonly seen: () => void;
  /** A folder cannot be listed. */
  readonly failed: (folder: string) => void;
  /** Something is left out: a file that this command writes to, or what is neither a file nor a folder. */
  readonly skipped: (path: string, what: string) => void;
}

/** Each folder is listed once, however many links lead there. */
export function diskTree({ seen, failed, skipped }: Events): Tree {
  const visited = new Set<string>();
  return {
    list(folder) {
      const identity = look(folder)?.identity ?? folder;
      if (visited.has(identity)) return [];
      visited.add(identity);
      try {
        const entries = entriesOf(folder).filter(({ name }) => !name.startsWith("."));
        const all = entries.map((entry) => known(folder, entry));
        if (all.some(({ isFolder }) => !isFolder)) seen();
        const isWanted = ({ name, isFolder, isLog }: KnownFolder): boolean => {
          const path = join(folder, name);
          const what = isFolder ? undefined : oddity(path, isLog);
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

/** What is in a folder; throws what the system says when it cannot be listed. */
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

/** The names in a folder; throws what the system says when it cannot be listed. */
export function namesOf(folder: string): readonly string[] {
  const names = readdirSync(rawPath(folder));
  return names.some(isLossy) ? readdirSync(rawPath(folder), { encoding: "buffer" }).map(textOfName) : names;
}

/** What can be seen of a file without opening it. */
export interface Sight {
  readonly isFolder: boolean;
  readonly isFile: boolean;
  /** Device and number: the same under another name. */
  readonly identity: string;
  readonly size: number;
  /** When its content changed, in nanoseconds. */
  readonly changed: string;
}

/** What is there, links followed; undefined when that cannot be told, whatever the reason. */
export function look(path: string): Sight | undefined {
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
  const found = path === "-" ? { isFile: false, size: 0 } : look(path);
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

/** Of a file that this command writes to. */
export const WRITTEN = "is written to by this command";

/** Why something in a folder is not a file to read; `isFile`: as far as that is known. */
export function oddity(path: string, isFile: boolean): string | undefined {
  if (isFile && !writesFiles()) return undefined;
  const now = look(path);
  if (now === undefined) return undefined; // who opens it says what is wrong
  if (isWritten(now.identity)) return WRITTEN;
  return now.isFile ? undefined : "is neither a file nor a folder";
}

/** A file, a folder or something else in a folder. */
type DiskEntry = Pick<Dirent, "name" | "isFile" | "isDirectory" | "isSymbolicLink">;

interface KnownFolder extends Entry {
  /** It is a file; what a link leads to may be anything. */
  readonly isLog: boolean;
}

function known(folder: string, entry: DiskEntry): KnownFolder {
  const { name } = entry;
  const isFolder = entry.isSymbolicLink() ? look(join(folder, name))?.isFolder === true : entry.isDirectory();
  return { name, isFolder, isLog: entry.isFile() };
}
