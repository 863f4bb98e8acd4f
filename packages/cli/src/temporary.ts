// Temporary files. Each is unlinked as soon as it is open, so that no kind of exit leaves one.

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError, OutputError } from "./fault.ts";
import { codeOf, patiently, reasonOf } from "./system.ts";
import type { TemporaryFile } from "./worker.ts";

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
