// From what the user names to the files to read: folders are walked, quoted globs are expanded, and the order is that of
// the paths. What is in the files is not looked at.
import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Why a source gives nothing to read. */
export interface SourceFault {
  readonly source: string;
  readonly what: string;
  readonly advice: string;
}

/** The paths to read, in order; `-` stays. What cannot be read is handed to `failed`, and the rest goes on. */
export async function* findFiles(
  sources: readonly string[],
  failed: (fault: SourceFault) => void,
): AsyncGenerator<string> {
  for (const source of sources) {
    if (source === "-") yield source;
    else if (statSync(source, { throwIfNoEntry: false }) === undefined && /[*?[\]{}]/.test(source)) {
      yield* expandGlob(source, failed);
    } else if (statSync(source, { throwIfNoEntry: false })?.isDirectory() === true) {
      yield* folderFiles(source, failed);
    } else yield source;
  }
}

/** Files in order: what a path sorts before is by bytes of its name, the same on every machine. */
function* folderFiles(folder: string, failed: (fault: SourceFault) => void): Generator<string> {
  let found = false;
  for (const file of walk(folder, failed)) {
    found = true;
    yield file;
  }
  if (!found) failed({ source: folder, what: "no files in this folder", advice: "check the path" });
}

function* walk(folder: string, failed: (fault: SourceFault) => void): Generator<string> {
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
    const isFolder = entry.isSymbolicLink()
      ? statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
      : entry.isDirectory();
    if (isFolder) yield* walk(path, failed);
    else yield path;
  }
}

async function* expandGlob(pattern: string, failed: (fault: SourceFault) => void): AsyncGenerator<string> {
  const { glob } = await import("tinyglobby");
  const files = await glob(pattern, { absolute: false, expandDirectories: false });
  if (files.length === 0) failed({ source: pattern, what: "no file matches", advice: "check the pattern" });
  yield* files.toSorted();
}
