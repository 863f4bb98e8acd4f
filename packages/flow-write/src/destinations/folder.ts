// A folder as destination. A file is written under a hidden name in the same file system and then linked to its path, which fails
// where something is there already.
import { accessSync, constants, existsSync, realpathSync, statSync, type Dir } from "node:fs";
import { link, lstat, mkdir, open, opendir, rename, rmdir, stat, unlink } from "node:fs/promises";
import { dirname, join, normalize, resolve } from "node:path";
import { codeOf, OutputError, reasonOf, UsageError } from "@flowlogs/cli";
import type { Destination, PassOver, PutResult, RemovalFailure, StoredFile } from "./destination.ts";
import { isSameFile } from "./sameFile.ts";
import { makeWorkFolder } from "./workFolder.ts";

/**
 * Throws UsageError if it is not a folder, and, where it is to be written to, OutputError if that is not possible. It is made with
 * the first file.
 */
export function openFolder(name: string, isWritten = true): Destination {
  const folder = withoutParents(name);
  checkFolder(folder, isWritten);
  let work: string | undefined;
  return {
    name,
    workFolder() {
      try {
        return (work ??= makeWorkFolder(folder));
      } catch (error) {
        throw outputError(error, folder);
      }
    },
    put: (path, file) => attempt(join(folder, path), () => putFile(folder, path, file)),
    async *list(prefix, passOver) {
      try {
        yield* filesBelow(folder, prefix, passOver);
      } catch (error) {
        throw outputError(error, folder);
      }
    },
    remove: (paths) => removeFiles(folder, paths),
  };
}

/**
 * The same place without `..`: for the system it leads out of the folder to which a link leads, but for `join` out of the one of the
 * link. Of folders that are not there only the names can be gone by.
 */
function withoutParents(folder: string): string {
  const parts = folder.split("/");
  const after = parts.lastIndexOf("..") + 1;
  if (after === 0) return folder;
  const above = parts.slice(0, after).join("/");
  return existsSync(above) ? join(realpathSync.native(above), ...parts.slice(after)) : normalize(folder);
}

/** Looks at the folder, or at the one in which it will be made. */
function checkFolder(folder: string, isWritten: boolean): void {
  let place = resolve(folder);
  while (!existsSync(place)) place = dirname(place);
  if (!statSync(place).isDirectory()) {
    const advice = "name a folder, which is made if need be";
    throw new UsageError({ problem: "is a file, not a folder", advice }, place === resolve(folder) ? folder : place);
  }
  if (!isWritten) return;
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw outputError(error, folder);
  }
}

async function putFile(folder: string, path: string, file: string): Promise<PutResult> {
  const target = join(folder, path);
  await syncFile(file);
  const made = await mkdir(dirname(target), { recursive: true });
  try {
    await moveTo(file, target);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    if (!(await isSameFile(file, target))) return "taken";
    await unlink(file);
    // A run that was killed may have put it there.
    await syncFolders(dirname(target), folder);
    return "same";
  }
  await syncFolders(dirname(target), made === undefined ? dirname(target) : dirname(made));
  return "written";
}

/** The name of a file is in its folder, and that of a folder which was made for it in the one above, up to `top`. */
async function syncFolders(folder: string, top: string): Promise<void> {
  const last = resolve(top);
  for (let above = resolve(folder); ; above = dirname(above)) {
    await syncFile(above);
    if (above === last || above === dirname(above)) return;
  }
}

/** Renames a file unless the name is taken: error EEXIST. */
async function moveTo(file: string, target: string): Promise<void> {
  try {
    await link(file, target);
    await unlink(file);
  } catch (error) {
    // Some file systems have no links. Between the look and the rename only another writer could take the name.
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"].includes(codeOf(error) ?? "")) throw error;
    if (await exists(target)) throw Object.assign(new Error("file exists"), { code: "EEXIST" });
    await rename(file, target);
  }
}

/** Removes files one after the other: that waits for nothing but the disk. Those that it could not remove. */
async function removeFiles(folder: string, paths: readonly string[]): Promise<readonly RemovalFailure[]> {
  const failures: RemovalFailure[] = [];
  for (const path of paths) {
    const name = join(folder, path);
    try {
      await attempt(name, () => removeFile(folder, path));
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      failures.push({ name, error });
    }
  }
  return failures;
}

/** Removes a file, and the folders that are empty without it. */
async function removeFile(folder: string, path: string): Promise<void> {
  try {
    await unlink(join(folder, path));
  } catch (error) {
    // Another run has removed it.
    if (!isGone(error)) throw error;
  }
  try {
    for (let above = dirname(path); above !== "."; above = dirname(above)) await rmdir(join(folder, above));
  } catch {
    // It is not empty, or the last file of it is being removed too.
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** What was written to a file or folder survives a power cut. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* filesBelow(folder: string, prefix: string, passOver?: PassOver): AsyncIterable<StoredFile> {
  const above = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const entries = await openedFolder(folder, above, passOver);
  if (entries === undefined) return;
  for await (const entry of entries) {
    const path = above + entry.name;
    if (entry.name.startsWith(".") || !path.startsWith(prefix)) continue;
    if (entry.isDirectory()) yield* filesBelow(folder, `${path}/`, passOver);
    else if (entry.isFile()) {
      const size = await sizeOf(join(folder, path));
      if (size !== undefined) yield { path, size };
    } else if (entry.isSymbolicLink() && (await isFolder(join(folder, path)))) passOver?.(join(folder, path), "link");
  }
}

/** Undefined: it is not there, or `passOver` was told why it is not looked into. */
async function openedFolder(folder: string, path: string, passOver?: PassOver): Promise<Dir | undefined> {
  const place = join(folder, path);
  try {
    // The folder itself may be a link.
    if (passOver !== undefined && path !== "" && (await lstat(resolve(place))).isSymbolicLink()) {
      passOver(join(folder, path.slice(0, -1)), "link");
      return undefined;
    }
    return await opendir(place);
  } catch (error) {
    if (isGone(error)) return undefined;
    const told = outputError(error, place);
    if (passOver === undefined || !(told instanceof OutputError)) throw told;
    passOver(place, told);
    return undefined;
  }
}

function isGone(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "");
}

/** Undefined: it is gone. */
async function sizeOf(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Throws OutputError for what the system refuses. */
async function attempt<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw outputError(error, where);
  }
}

export function outputError(error: unknown, where: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return new OutputError(reasonOf(error), code === "ENOSPC" ? "free some space" : "check the path", where);
}
