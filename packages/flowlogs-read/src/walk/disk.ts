// The disk as a tree to walk: what is hidden is left out, and links may lead back.
import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { byPath, type Entry, type Tree } from "./walk.ts";

interface Events {
  /** There is something else than folders, or no way to tell. */
  readonly seen: () => void;
  /** A folder cannot be listed. */
  readonly failed: (folder: string) => void;
}

/** Each folder is listed once, however many links lead there. */
export function diskTree({ seen, failed }: Events): Tree {
  const visited = new Set<string>();
  return {
    list(folder) {
      const identity = look(folder)?.identity ?? folder;
      if (visited.has(identity)) return [];
      visited.add(identity);
      try {
        const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
        const all = entries.map((entry) => known(folder, entry)).toSorted(byPath);
        if (all.some(({ isFolder }) => !isFolder)) seen();
        return all;
      } catch {
        seen();
        failed(folder);
        return [];
      }
    },
  };
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
    const found = statSync(path, { bigint: true });
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

function known(folder: string, entry: Dirent): Entry {
  const { name } = entry;
  return { name, isFolder: entry.isSymbolicLink() ? look(join(folder, name))?.isFolder === true : entry.isDirectory() };
}
