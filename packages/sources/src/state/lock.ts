// Keeps a second run away from a file that one run is using. A lock that a dead process left behind is taken over.
import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { relative } from "node:path";
import { codeOf, createBeside, InputError, OutputError, reasonOf } from "@flowlogs/cli";

export interface Lock {
  /** The previous run did not end by itself. */
  readonly isInherited: boolean;
  release: () => unknown;
}

interface Owner {
  readonly process: number;
  /** When that process began, where the system reports it: process ids are reused. */
  readonly began: string;
  readonly machine: string;
}

/** Locks `path`, which messages call `name`, by a file beside it. Throws an InputError when another run holds the lock. */
export function lock(path: string, name: string): Lock {
  const file = `${path}.lock`;
  const owner: Owner = { process: process.pid, began: startOf(process.pid), machine: hostname() };
  const text = `${JSON.stringify(owner)}\n`;
  try {
    const isInherited = take(file, text, name);
    return { isInherited, release: () => readLock(file) === text && rmSync(file, { force: true }) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new OutputError(
      `the state cannot be locked: ${reasonOf(error)}`,
      "check the permissions of its folder",
      name,
    );
  }
}

/** The process that holds the lock at this path; undefined: nobody does, as far as this machine knows. */
export function ownerOf(file: string): number | undefined {
  const owner = parseOwner(readLock(file) ?? "");
  return owner !== undefined && (owner.machine !== hostname() || isAlive(owner)) ? owner.process : undefined;
}

/** Creates the lock; returns whether it replaced one of a dead process. */
function take(file: string, text: string, name: string): boolean {
  let isInherited = false;
  while (!create(file, text)) {
    const found = readLock(file, name);
    if (found === undefined) continue; // released just now
    assertDead(parseOwner(found), name, file);
    isInherited = true;
    removeDead(file, found);
  }
  return isInherited;
}

/** Returns whether the lock could be created. It appears with all its content, or not at all. */
function create(file: string, text: string): boolean {
  const temporary = createBeside(file, 0o600, (descriptor) => writeFileSync(descriptor, text));
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Removes the lock of a dead process; if a third process has replaced it meanwhile, puts that lock back. */
function removeDead(file: string, found: string): void {
  const moved = createBeside(file, 0o600, () => {});
  try {
    renameSync(file, moved);
    if (readLock(moved) !== found) linkSync(moved, file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  } finally {
    rmSync(moved, { force: true });
  }
}

/** The content of the lock; undefined without a lock. Anything but a file is refused, and links are not followed. */
function readLock(file: string, name = file): string | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found?.isFile() === false) {
    const what = found.isSymbolicLink() ? "a link" : "not a file";
    throw new InputError(`${name}: the state cannot be locked: ${relative("", file)} is ${what}`, "remove it");
  }
  try {
    return found === undefined ? undefined : readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(text);
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== "object" || value === null) return false;
  const { process: pid, began, machine } = value as Partial<Record<keyof Owner, unknown>>;
  return Number.isSafeInteger(pid) && typeof began === "string" && typeof machine === "string";
}

function assertDead(owner: Owner | undefined, name: string, file: string): void {
  const remove = `remove ${relative("", file)} if that run is over`;
  if (owner === undefined) throw new InputError(`${name}: the state is locked by an unknown process`, remove);
  const { process: pid, machine } = owner;
  // A process on another machine cannot be checked from here.
  if (machine !== hostname())
    throw new InputError(`${name}: the state is in use by process ${pid} on ${machine}`, remove);
  if (isAlive(owner)) {
    throw new InputError(`${name}: the state is in use by process ${pid}`, "wait until it ends, or name another file");
  }
}

function isAlive({ process: pid, began }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
  }
  return began === "" || began === startOf(pid);
}

/** Ticks since the machine started, on Linux: field 22, counted after the name, which may contain anything. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
