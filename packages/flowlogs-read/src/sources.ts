// From what the user names to the files to read: folders are walked, quoted globs are expanded, and the order is that of
// the paths. What is in the files is not looked at; what cannot be read is left to be said by who opens it.
import { type Dirent, readdirSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";

/** Why a source gives nothing to read. */
export interface SourceFault {
  readonly source: string;
  readonly what: string;
  readonly advice: string;
}

type Failed = (fault: SourceFault) => void;

/** The paths to read, in order; `-` stays. What cannot be read is handed to `failed`, and the rest goes on. */
export async function* findFiles(sources: readonly string[], failed: Failed): AsyncGenerator<string> {
  for (const source of sources) {
    const found = source === "-" ? undefined : look(source);
    if (found?.isFolder === true) yield* folderFiles(source, failed);
    else if (found === undefined && /[*?[\]{}]/.test(source)) yield* expandGlob(source, failed);
    else yield source;
  }
}

/**
 * Bytes of a file, 0 when it cannot be looked at; undefined where reading may make us wait, and take what cannot be read
 * again: standard input, a pipe.
 */
export function sizeOf(path: string): number | undefined {
  const found = path === "-" ? { isFile: false, size: 0 } : look(path);
  return found?.isFile === false ? undefined : (found?.size ?? 0);
}

/** What a path leads to. */
interface Found {
  readonly isFolder: boolean;
  readonly isFile: boolean;
  readonly size: number;
  readonly identity: string;
}

/** What is there, links followed; undefined when that cannot be told, whatever the reason. */
function look(path: string): Found | undefined {
  try {
    const found = statSync(path, { bigint: true });
    return {
      isFolder: found.isDirectory(),
      isFile: found.isFile(),
      size: Number(found.size),
      identity: `${found.dev}:${found.ino}`,
    };
  } catch {
    return undefined;
  }
}

function* folderFiles(folder: string, failed: Failed): Generator<string> {
  let found = false;
  const visited = new Set<string>();
  const tell = (fault: SourceFault): void => {
    found = true;
    failed(fault);
  };
  for (const file of walk(folder, visited, tell)) {
    found = true;
    yield file;
  }
  if (!found) failed({ source: folder, what: "no files in this folder", advice: "check the path" });
}

/** Files in order, the same on every machine. Links may lead back: each folder is visited once. */
function* walk(folder: string, visited: Set<string>, failed: Failed): Generator<string> {
  const identity = look(folder)?.identity ?? folder;
  if (visited.has(identity)) return;
  visited.add(identity);
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    failed({ source: folder, what: "cannot be listed", advice: "check who may read it" });
    return;
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    const isFolder = entry.isSymbolicLink() ? look(path)?.isFolder === true : entry.isDirectory();
    if (isFolder) yield* walk(path, visited, failed);
    else yield path;
  }
}

async function* expandGlob(pattern: string, failed: Failed): AsyncGenerator<string> {
  const { glob } = await import("tinyglobby");
  const files = await glob(pattern, { absolute: isAbsolute(pattern), expandDirectories: false });
  if (files.length === 0) failed({ source: pattern, what: "no file matches", advice: "check the pattern" });
  yield* onceEach(files).toSorted();
}

/** Links may lead to a folder in more than one way here too: the files by their shortest paths. */
function onceEach(files: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const file of files) {
    const place = `${look(dirname(file))?.identity}/${basename(file)}`;
    const known = found.get(place);
    if (known === undefined || file.length < known.length) found.set(place, file);
  }
  return [...found.values()];
}
