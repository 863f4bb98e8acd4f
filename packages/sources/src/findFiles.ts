// From what the user names to the files to read: folders are walked, quoted globs are expanded, and the order is that of
// the paths. What is in the files is not looked at; what cannot be read is left to be said by who opens it.
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { diskTree, fileSize, look, oddity } from "./discovery/disk.ts";
import { anywhere, enterFile, isOther, placeOf } from "./discovery/awsLayout.ts";
import type { PathOrigin, Selection } from "./discovery/selection.ts";
import { isRemote } from "./sourceUri.ts";
import { walk } from "./discovery/walk.ts";

/** Why a source gives nothing to read. */
export interface SourceFault {
  readonly source: string;
  readonly what: string;
  readonly advice: string;
  /** All could be looked at: there is just nothing there. */
  readonly isListed?: boolean;
  /** It is left out, as it should be. */
  readonly isSkipped?: boolean;
}

type Failed = (fault: SourceFault) => void;

/**
 * The paths to read, in order; `-` stays. What cannot be read is handed to `failed`, and the rest goes on. `selection` says
 * what is wanted, and counts.
 */
export async function* findFiles(
  sources: readonly string[],
  selection: Selection,
  failed: Failed,
): AsyncGenerator<string> {
  for (const source of sources) {
    if (isRemote(source)) {
      yield source;
      continue;
    }
    const found = source === "-" ? undefined : look(source);
    const isGlob = found === undefined && /[*?[\]{}]/.test(source);
    if (found?.isFolder === true) yield* folderFiles(source, selection, failed);
    else if (isGlob) yield* expandGlob(source, selection, failed);
    else if (takes(source, "named", selection)) yield source;
  }
}

/** The size of a source in bytes, as of a file; undefined where it is on another machine. */
export function sizeOf(source: string): number | undefined {
  return isRemote(source) ? undefined : fileSize(source);
}

/** Whether a file is wanted, as far as its path tells. */
function takes(path: string, origin: PathOrigin, selection: Selection): boolean {
  if (path === "-") return selection.takesInput();
  const full = resolve(path);
  const { place, isNamed } = enterFile(placeOf(dirname(full)), basename(full));
  return selection.takesFile(path, place, isNamed, origin);
}

async function* folderFiles(folder: string, selection: Selection, failed: Failed): AsyncGenerator<string> {
  const before = selection.leftOut;
  let isEmpty = true;
  const tree = diskTree({
    seen: () => (isEmpty = false),
    failed: (source) => failed({ source, what: "cannot be listed", advice: "check its permissions" }),
    skipped: (source, what) => failed(skipped(source, what)),
  });
  const place = placeOf(resolve(folder));
  // What the user names is no folder of another service, wherever it lies.
  const start = { folder, prefix: join(folder, "x").slice(0, -1), place: isOther(place) ? anywhere : place };
  for await (const { path } of walk(tree, start, selection)) yield path;
  if (isEmpty && selection.leftOut === before)
    failed({ source: folder, what: "no files in this folder", advice: "check the path", isListed: true });
}

async function* expandGlob(pattern: string, selection: Selection, failed: Failed): AsyncGenerator<string> {
  const { glob } = await import("tinyglobby");
  const files = await glob(pattern, { absolute: isAbsolute(pattern), expandDirectories: false });
  if (files.length === 0)
    failed({ source: pattern, what: "no file matches", advice: "check the pattern", isListed: true });
  for (const file of onceEach(files).toSorted()) {
    const what = oddity(file, false);
    if (what !== undefined) failed(skipped(file, what));
    else if (takes(file, "found", selection)) yield file;
  }
}

/** What to say of something that is left out. */
export function skipNote({ source, what, advice }: SourceFault): string {
  return `${source} ${what}; ${advice}`;
}

function skipped(source: string, what: string): SourceFault {
  return { source, what, advice: "skipping it", isSkipped: true };
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
