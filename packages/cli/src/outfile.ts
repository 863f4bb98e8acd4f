// Files that a command writes beside its output: put together out of sight, and there under their names only when they are
// whole. Nothing that is there already is replaced unless the user says so.

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
import { willReplace } from "./own.ts";
import { codeOf, patiently, reasonOf } from "./system.ts";
import { createBeside, temporaryFile } from "./temporary.ts";

/** A file to be. */
export interface OutputFile {
  /** Throws OutputError when the disk is full. */
  write(bytes: Uint8Array): void;
  /** What was written is now the file, if it is to be one. */
  finish(): void;
}

const CHUNK = 65_536;

/** Begins a file, or throws a UsageError when there is one and `force` is not given; `option` is how it was named. */
export function outputFile(path: string, option: string, force: boolean): OutputFile {
  const isFile = kindOf(path);
  if (isFile === true && !force) {
    throw new UsageError({ problem: `${path} is there already`, advice: "--force replaces it" }, option);
  }
  if (isFile !== false) refuseFolder(dirname(path), option);
  willReplace(path);
  const temporary = temporaryFile();
  return {
    write: (bytes) => temporary.write(bytes),
    finish() {
      temporary.rewind();
      const chunk = new Uint8Array(CHUNK);
      const next = (): Uint8Array => chunk.subarray(0, temporary.read(chunk));
      try {
        // A device or a pipe cannot be renamed to; what is written goes straight to it.
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

/** Said before the work that the file is to hold, not after it. */
function refuseFolder(folder: string, option: string): void {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new UsageError({ problem: `${folder}: ${reasonOf(error)}`, advice: "check the path" }, option);
  }
}

/** Whether it is a file; undefined when nothing is there. */
function kindOf(path: string): boolean | undefined {
  try {
    return statSync(path).isFile();
  } catch {
    return undefined;
  }
}

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

/** To a device or a pipe. */
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
      done += patiently(() => writeSync(descriptor, piece, from, piece.length - from));
    }
  }
}
