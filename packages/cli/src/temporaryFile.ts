// Temporary files. One that extends memory is deleted as soon as it is open, so that no kind of exit leaves it behind. One that
// will replace another file is a hidden file in the same folder. Neither ever overwrites an existing file.

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { InputError, OutputError } from "@flowlogs/base/errors";
import { codeOf, retryWhileBusy, reasonOf } from "./system.ts";
import type { TemporaryFile } from "@flowlogs/base/contracts";

/** Opens a temporary file in the system's folder for them (TMPDIR). Throws OutputError. */
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
        const length = retryWhileBusy(() => readSync(descriptor, into, 0, into.length, position));
        position += length;
        return length;
      } catch (error) {
        throw new InputError(`a temporary file cannot be read: ${reasonOf(error)}`);
      }
    },
    close: () => closeSync(descriptor),
  };
}

/** Characters of a file's name that the name of its temporary file begins with: names must not get too long. */
const PREFIX_LENGTH = 60;

/**
 * Creates a hidden file in the folder of `path` and returns its path; `fill` writes its content to the descriptor. If that
 * throws, the file is deleted.
 */
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

/** Whether `createBeside` may have given this name to a file for `path`. */
export function isBeside(name: string, path: string): boolean {
  return name.startsWith(prefixOf(path)) && /^[a-z0-9]+\.new$/.test(name.slice(prefixOf(path).length));
}

function prefixOf(path: string): string {
  return `.${basename(path).slice(0, PREFIX_LENGTH)}.`;
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // The first error is the one to report.
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
    return retryWhileBusy(work);
  } catch (error) {
    const advice = codeOf(error) === "ENOSPC" ? "free some space, or set TMPDIR to a larger disk" : "check TMPDIR";
    throw new OutputError(reasonOf(error), advice, `temporary file in ${tmpdir()}`);
  }
}
