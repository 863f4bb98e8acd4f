// Walks a tree of logs in the order of its paths, and leaves out folders and files that cannot hold what the user asks for.
// The tree may be a disk or a bucket: it only has to list a folder.
import { enter, enterFile, type LogPath } from "./awsLayout.ts";
import type { Selection } from "./selection.ts";

/** An entry of a folder. */
export interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

export interface Tree<Item extends Entry = Entry> {
  /** The entries of a folder, in the order of `byPath`; page by page if there are many. */
  list(folder: string): Iterable<Item> | AsyncIterable<Item>;
}

/** The order of whole paths, which is also that of the keys in a bucket: a folder's name is followed by a slash. */
export function byPath(left: Entry, right: Entry): number {
  const [a, b] = [sortKey(left), sortKey(right)];
  return a < b ? -1 : Number(a > b);
}

/** Where a walk begins. */
export interface WalkRoot {
  readonly folder: string;
  /** What its names are appended to, to form paths. */
  readonly prefix: string;
  /** What its own path says. */
  readonly place: LogPath;
}

/** The files below a folder that may be wanted. */
export async function* walk<Item extends Entry>(
  tree: Tree<Item>,
  { folder, prefix, place: start }: WalkRoot,
  selection: Selection,
): AsyncGenerator<Item & { readonly path: string }, void, undefined> {
  // Not recursive: each level would pass on every file.
  const levels = [{ prefix, place: start, entries: iterate(tree.list(folder)) }];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const { value: entry, done } = await level.entries.next();
    if (done === true) {
      levels.pop();
      continue;
    }
    const path = level.prefix + entry.name;
    if (entry.isFolder) {
      const place = enter(level.place, entry.name);
      if (selection.takesFolder(place)) levels.push({ prefix: `${path}/`, place, entries: iterate(tree.list(path)) });
    } else {
      const { place, isNamed } = enterFile(level.place, entry.name);
      if (selection.takesFile(path, place, isNamed, "found")) yield { ...entry, path };
    }
  }
}

function iterate<Item>(list: Iterable<Item> | AsyncIterable<Item>): Iterator<Item> | AsyncIterator<Item> {
  return Symbol.asyncIterator in list ? list[Symbol.asyncIterator]() : list[Symbol.iterator]();
}

function sortKey({ name, isFolder }: Entry): string {
  return isFolder ? `${name}/` : name;
}
