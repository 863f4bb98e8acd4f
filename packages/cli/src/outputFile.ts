// Files that a command writes besides its output. They are written to a temporary file first, so that under their names only
// whole files appear. An existing file is replaced only if the user says so.

import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { OutputError, UsageError } from "@flowlogs/base/errors";
import { willReplace } from "./writtenFiles.ts";
import { codeOf, retryWhileBusy, reasonOf } from "./system.ts";
import { createBeside, temporaryFile } from "./temporaryFile.ts";

/** A file that is being written. */
export interface OutputFile {
  /** Throws OutputError when the disk is full. */
  write(bytes: Uint8Array): void;
  /** Puts what was written under the file's name. Throws OutputError. */
  finish(): void;
}

const CHUNK = 65_536;

/** Begins a file. Throws UsageError when it exists and `force` is not given; `option` is the option that named it. */
export function outputFile(path: string, option: string, force: boolean): OutputFile {
  const isFile = isFileAt(path);
  if (isFile === true && !force) {
    throw new UsageError({ problem: `${path} exists`, advice: "use --force to overwrite it" }, option);
  }
  if (isFile !== false) checkFolder(dirname(path), option);
  willReplace(path);
  const temporary = temporaryFile();
  return {
    write: (bytes) => temporary.write(bytes),
    finish() {
      temporary.rewind();
      const chunk = new Uint8Array(CHUNK);
      const next = (): Uint8Array => chunk.subarray(0, temporary.read(chunk));
      try {
        // A device or a pipe cannot be replaced by a rename: the bytes are written to it.
        if (isFile === false) send(path, next);
        else replace(path, next);
      } catch (error) {
        throw new OutputError(reasonOf(error), codeOf(error) === "ENOSPC" ? "free some space" : "check the path", path);
      } finally {
        temporary.close();
      }
    },
  };
}

/** Throws UsageError when no file can be created in the folder: before the work, not after it. */
function checkFolder(folder: string, option: string): void {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new UsageError({ problem: `${folder}: ${reasonOf(error)}`, advice: "check the path" }, option);
  }
}

/** Whether the path is a file, not a device or pipe; undefined when nothing is there. */
function isFileAt(path: string): boolean | undefined {
  try {
    return statSync(path).isFile();
  } catch {
    return undefined;
  }
}

/** Writes a hidden file in the same folder and renames it, so that the name always has a whole file. */
function replace(path: string, next: () => Uint8Array): void {
  const beside = createBeside(path, 0o666, (descriptor) => {
    copy(descriptor, next);
    fsyncSync(descriptor);
  });
  try {
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Writes to a device or a pipe. */
function send(path: string, next: () => Uint8Array): void {
  const descriptor = openSync(path, "w");
  try {
    copy(descriptor, next);
  } finally {
    closeSync(descriptor);
  }
}

function copy(descriptor: number, next: () => Uint8Array): void {
  for (let bytes = next(); bytes.length > 0; bytes = next()) {
    const piece = bytes;
    for (let done = 0; done < piece.length;) {
      const from = done;
      done += retryWhileBusy(() => writeSync(descriptor, piece, from, piece.length - from));
    }
  }
}
