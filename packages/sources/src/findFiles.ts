// Finds the files to read among the sources that the user names: folders are walked, quoted globs are expanded, and the
// order is that of the paths. Files are not opened here: errors show when they are.
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { nearestPath } from "@flowlogs/cli";
import { diskTree, fileSize, statPath, whyNotReadable } from "./discovery/disk.ts";
import { anywhere, enterFile, isOtherService, placeOf } from "./discovery/awsLayout.ts";
import type { PathOrigin, Selection } from "./discovery/selection.ts";
import { isSample } from "./sample/sample.ts";
import { isRemote } from "./sourceUri.ts";
import { walk } from "./discovery/walk.ts";

/** Why a source gives nothing to read. */
export interface UnreadableSource {
  readonly source: string;
  readonly what: string;
  readonly advice: string;
  /** It could be listed, but is empty. */
  readonly isListed?: boolean;
  /** It is left out on purpose. */
  readonly isSkipped?: boolean;
}

type Report = (fault: UnreadableSource) => void;

/**
 * The paths to read, in order; `-` and the sample stay. What cannot be read is handed to `failed`, and the rest goes on. `selection` decides
 * which files are wanted.
 */
export async function* findFiles(
  sources: readonly string[],
  selection: Selection,
  failed: Report,
): AsyncGenerator<string> {
  for (const source of sources) {
    if (isRemote(source)) {
      yield source;
      continue;
    }
    const found = isInMemory(source) ? undefined : statPath(source);
    const isGlob = found === undefined && /[*?[\]{}]/.test(source);
    if (found?.isFolder === true) yield* folderFiles(source, selection, failed);
    else if (isGlob) yield* expandGlob(source, selection, failed);
    else if (isWanted(source, "named", selection)) yield source;
  }
}

/** Not a path: standard input, or the sample. */
function isInMemory(source: string): boolean {
  return source === "-" || isSample(source);
}

/** The size of a source in bytes, as of a file; undefined where it is on another machine. */
export function sizeOf(source: string): number | undefined {
  return isRemote(source) ? undefined : fileSize(source);
}

/** Whether a file is wanted, as far as its path says. */
function isWanted(path: string, origin: PathOrigin, selection: Selection): boolean {
  if (isInMemory(path)) return selection.takesInput();
  const full = resolve(path);
  const { place, isNamed } = enterFile(placeOf(dirname(full)), basename(full));
  return selection.takesFile(path, place, isNamed, origin);
}

async function* folderFiles(folder: string, selection: Selection, failed: Report): AsyncGenerator<string> {
  const before = selection.leftOut;
  let isEmpty = true;
  const tree = diskTree({
    seen: () => (isEmpty = false),
    failed: (source) => failed({ source, what: "cannot be listed", advice: "check its permissions" }),
    skipped: (source, what) => failed(skipped(source, what)),
  });
  const place = placeOf(resolve(folder));
  // A folder that the user names is read even among the logs of another service.
  const start = { folder, prefix: join(folder, "x").slice(0, -1), place: isOtherService(place) ? anywhere : place };
  for await (const { path } of walk(tree, start, selection)) yield path;
  if (isEmpty && selection.leftOut === before)
    failed({ source: folder, what: "no files in this folder", advice: "check the path", isListed: true });
}

async function* expandGlob(pattern: string, selection: Selection, failed: Report): AsyncGenerator<string> {
  const { glob } = await import("tinyglobby");
  const files = await glob(pattern, { absolute: isAbsolute(pattern), expandDirectories: false });
  if (files.length === 0)
    failed({ source: pattern, what: "no file matches", advice: globAdvice(pattern), isListed: true });
  for (const file of withoutDuplicates(files).toSorted()) {
    const what = whyNotReadable(file, false);
    if (what !== undefined) failed(skipped(file, what));
    else if (isWanted(file, "found", selection)) yield file;
  }
}

/** The folder of a pattern may be the one that is misspelt. */
function globAdvice(pattern: string): string {
  const folder = /^([^*?[\]{}]*\/)[^/]*[*?[\]{}]/.exec(pattern)?.[1];
  const near = folder === undefined || statPath(folder) !== undefined ? undefined : nearestPath(folder);
  return near === undefined ? "check the pattern" : `there is no folder ${folder}; did you mean ${near}?`;
}

/** The note about a source that is left out. */
export function skipNote({ source, what, advice }: UnreadableSource): string {
  return `${source} ${what}; ${advice}`;
}

function skipped(source: string, what: string): UnreadableSource {
  return { source, what, advice: "skipping it", isSkipped: true };
}

/** Links may lead to a folder in more than one way here too: each file by its shortest path. */
function withoutDuplicates(files: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const file of files) {
    const place = `${statPath(dirname(file))?.identity}/${basename(file)}`;
    const known = found.get(place);
    if (known === undefined || file.length < known.length) found.set(place, file);
  }
  return [...found.values()];
}
