// Temporary files. Those that only hold what memory does not are unlinked as soon as they are open, so that no kind of exit
// leaves one; those that are to take the place of another file lie beside it, hidden. None is made where anything is already.

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { InputError, OutputError } from "@flowlogs/base/errors";
import { codeOf, patiently, reasonOf } from "./system.ts";
import type { TemporaryFile } from "@flowlogs/base/contracts";

/** Opens one in the system's folder for such files (TMPDIR). */
export function temporaryFile(): TemporaryFile {
  const descriptor = attempt(openUnlinked);
  let end = 0;
  let position = 0;
  return {
    write(bytes) {
      for (let done = 0; done < bytes.length;) {
        const from = done;
        done += attempt(() => writeSync(descriptor, bytes, from, bytes.length - from, end + from));
      }
      end += bytes.length;
    },
    rewind: () => void (position = 0),
    read(into) {
      try {
        const length = patiently(() => readSync(descriptor, into, 0, into.length, position));
        position += length;
        return length;
      } catch (error) {
        throw new InputError(`a temporary file cannot be read: ${reasonOf(error)}`);
      }
    },
    close: () => closeSync(descriptor),
  };
}

/** Of a name, characters that the name of a file beside it has of it: names must not get too long. */
const NAME = 60;

/** A new, hidden file beside that one, open for writing; `fill` puts its content there. It is gone again if that fails. */
export function createBeside(path: string, mode: number, fill: (descriptor: number) => void): string {
  const random = Math.random().toString(36).slice(2).padEnd(10, "0");
  const beside = join(dirname(path), `${prefixOf(path)}${random}.new`);
  const descriptor = openSync(beside, "wx", mode);
  try {
    fill(descriptor);
    closeSync(descriptor);
  } catch (error) {
    closeQuietly(descriptor);
    rmSync(beside, { force: true });
    throw error;
  }
  return beside;
}

/** Whether a name is one that `createBeside` gives to files beside that one. */
export function isBeside(name: string, path: string): boolean {
  return name.startsWith(prefixOf(path)) && /^[a-z0-9]+\.new$/.test(name.slice(prefixOf(path).length));
}

function prefixOf(path: string): string {
  return `.${basename(path).slice(0, NAME)}.`;
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // What is wrong is known already.
  }
}

function openUnlinked(): number {
  const folder = mkdtempSync(join(tmpdir(), "flowlogs-"));
  try {
    return openSync(join(folder, "spill"), "wx+", 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function attempt(work: () => number): number {
  try {
    return patiently(work);
  } catch (error) {
    const advice = codeOf(error) === "ENOSPC" ? "free some space, or set TMPDIR to a larger disk" : "check TMPDIR";
    throw new OutputError(reasonOf(error), advice, `temporary file in ${tmpdir()}`);
  }
}
