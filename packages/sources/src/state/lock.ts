// Keeps a second run away from a file that one run owns. A lock that a dead process left behind is taken over.
import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { relative } from "node:path";
import { codeOf, createBeside, InputError, OutputError, reasonOf } from "@flowlogs/cli";

export interface Lock {
  /** The run before this one did not end by itself. */
  readonly isInherited: boolean;
  release: () => unknown;
}

interface Owner {
  readonly process: number;
  /** When that process began, where the system tells: the numbers of processes come again. */
  readonly began: string;
  readonly machine: string;
}

/** Locks `path`, which the user calls `called`, by a file beside it. Throws an InputError when another run holds the lock. */
export function lock(path: string, called: string): Lock {
  const file = `${path}.lock`;
  const owner: Owner = { process: process.pid, began: beginOf(process.pid), machine: hostname() };
  const text = `${JSON.stringify(owner)}\n`;
  try {
    const isInherited = take(file, text, called);
    return { isInherited, release: () => contentOf(file) === text && rmSync(file, { force: true }) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new OutputError(
      `the state cannot be locked: ${reasonOf(error)}`,
      "check the permissions of its folder",
      called,
    );
  }
}

/** Makes the lock; whether one that a dead process had was there. */
function take(file: string, text: string, called: string): boolean {
  let isInherited = false;
  while (!create(file, text)) {
    const found = contentOf(file, called);
    if (found === undefined) continue; // released just now
    assertDead(ownerOf(found), called, file);
    isInherited = true;
    takeAway(file, found);
  }
  return isInherited;
}

/** Whether the lock could be made. It is there with all its content, or not at all. */
function create(file: string, text: string): boolean {
  const own = createBeside(file, 0o600, (descriptor) => writeFileSync(descriptor, text));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Removes what a dead process left, unless a third one was faster: its lock is put back. */
function takeAway(file: string, found: string): void {
  const away = createBeside(file, 0o600, () => {});
  try {
    renameSync(file, away);
    if (contentOf(away) !== found) linkSync(away, file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  } finally {
    rmSync(away, { force: true });
  }
}

/** Undefined when there is none. A link, or what is not a file, was put there by somebody else, and is not followed. */
function contentOf(file: string, called = file): string | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found?.isFile() === false) {
    const what = found.isSymbolicLink() ? "a link" : "not a file";
    throw new InputError(`${called}: the state cannot be locked: ${relative("", file)} is ${what}`, "remove it");
  }
  try {
    return found === undefined ? undefined : readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function ownerOf(text: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(text);
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== "object" || value === null) return false;
  const { process: number, began, machine } = value as Partial<Record<keyof Owner, unknown>>;
  return Number.isSafeInteger(number) && typeof began === "string" && typeof machine === "string";
}

function assertDead(owner: Owner | undefined, called: string, file: string): void {
  const remove = `remove ${relative("", file)} if that run is over`;
  if (owner === undefined) throw new InputError(`${called}: the state is locked by an unknown process`, remove);
  const { process: number, machine } = owner;
  // What runs on another machine cannot be seen from here.
  if (machine !== hostname())
    throw new InputError(`${called}: the state is in use by process ${number} on ${machine}`, remove);
  if (isAlive(owner)) {
    throw new InputError(
      `${called}: the state is in use by process ${number}`,
      "wait until it ends, or name another file",
    );
  }
}

function isAlive({ process: number, began }: Owner): boolean {
  try {
    process.kill(number, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
  }
  return began === "" || began === beginOf(number);
}

/** Ticks since the machine began, on Linux: field 22, counted behind the name, which may hold anything. */
function beginOf(number: number): string {
  try {
    const stat = readFileSync(`/proc/${number}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
