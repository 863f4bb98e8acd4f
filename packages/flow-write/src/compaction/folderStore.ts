// A folder as a place of compactions.
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { lstat, rename } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { codeOf, InputError } from "@flowlogs/cli";
import { openFolder, outputError, syncFile } from "../destinations/folder.ts";
import { isSameFile } from "../destinations/sameFile.ts";
import type { NoteStore, CompactionStore, StoreUse } from "./store.ts";

/** Throws UsageError if it is a file, OutputError if it cannot be written to, and InputError if it should be there and is not. */
export function openFolderStore(folder: string, { isSource, isWritten }: StoreUse): CompactionStore {
  if (isSource && !existsSync(folder)) throw new InputError(`${folder}: no such folder`, "check the path");
  const destination = openFolder(folder, isWritten);
  const versionOf = (path: string): Promise<string | undefined> => versionAt(join(folder, path));
  return {
    name: folder,
    identity: realPath(folder),
    notes: notesOf(folder, () => destination.workFolder()),
    nameOf: (path) => join(folder, path),
    identityOf: (path) => realPath(join(folder, path)),
    workFolder: () => destination.workFolder(),
    async *list(prefix) {
      for await (const file of destination.list(prefix)) {
        const version = await versionOf(file.path);
        if (version !== undefined) yield { ...file, version };
      }
    },
    versionOf,
    async local({ path, version }) {
      return {
        file: join(folder, path),
        isCurrent: async () => (await versionOf(path)) === version,
        release: async () => undefined,
      };
    },
    async isSame(path, file) {
      const there = join(folder, path);
      // What a symbolic link leads to may be an old file.
      return (await lstat(there)).isFile() && (await isSameFile(file, there));
    },
    put: (path, file, metadata) => destination.put(path, file, metadata),
    async assertRemovable(paths) {
      for (const above of new Set(paths.map((path) => dirname(join(folder, path))))) {
        try {
          accessSync(above, constants.W_OK | constants.X_OK);
        } catch (error) {
          throw outputError(error, above);
        }
      }
    },
    async remove(path, version) {
      const now = await versionOf(path);
      const [failure] = now === version ? await destination.remove([path]) : [];
      if (failure !== undefined) throw failure.error;
      return now === version || now === undefined;
    },
    close: () => undefined,
  };
}

function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : resolve(path);
}

/** Of a file itself, not of what a symbolic link leads to. */
async function versionAt(path: string): Promise<string | undefined> {
  try {
    const { size, mtimeMs } = await lstat(path);
    return `${size} ${mtimeMs}`;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw outputError(error, path);
  }
}

function notesOf(folder: string, workFolder: () => string): NoteStore {
  let count = 0;
  return {
    async names() {
      return readdirSync(folder);
    },
    async read(name) {
      const path = join(folder, name);
      return existsSync(path) ? readFileSync(path, "utf8") : undefined;
    },
    async write(name, text) {
      try {
        const path = join(workFolder(), `note${++count}`);
        writeFileSync(path, text);
        await syncFile(path);
        await rename(path, join(folder, name));
        await syncFile(folder);
      } catch (error) {
        throw outputError(error, folder);
      }
    },
    async remove(name) {
      rmSync(join(folder, name), { force: true });
    },
  };
}
