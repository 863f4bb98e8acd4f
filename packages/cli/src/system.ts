// The operating system's errors in our words, its memory, and retries for descriptors that another process has made
// non-blocking.

import { totalmem } from "node:os";
import { InputError } from "@flowlogs/base/errors";
import { nearestPath } from "./nearestPath.ts";

/** Repeats the call, with pauses, as long as a non-blocking descriptor is not ready (EAGAIN). */
export function retryWhileBusy(call: () => number): number {
  for (let pause = 1; ; pause = Math.min(pause * 2, 10)) {
    try {
      return call();
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
}

/** The code of a system error, such as "ENOENT"; "" for any other error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** "no space left on device" from "ENOSPC: no space left on device, write". */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^[A-Z0-9]+: (.+?),/.exec(text)?.[1] ?? text;
}

/** Bytes of memory of this machine, or of the container (control group) that the process runs in. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

const inputReasons: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  ENOENT: ["no such file", "check the path"],
  EACCES: ["permission denied", "check its permissions"],
  EISDIR: ["is a directory", "name the files in it"],
};

/** Why a file cannot be read, in our words. */
export function inputError(error: unknown): InputError {
  return inputErrorOf(codeOf(error)) ?? new InputError(reasonOf(error));
}

/** Why the file at a path cannot be read, and what the path was probably meant to be. */
export function inputErrorAt(path: string, error: unknown): InputError {
  const found = inputError(error);
  const near = found.isMissing ? nearestPath(path) : undefined;
  return near === undefined ? found : new InputError(found.message, `did you mean ${near}?`, true);
}

/** Why a file cannot be read, by the code of the error; undefined for an unusual code. */
export function inputErrorOf(code: string): InputError | undefined {
  const known = inputReasons[code];
  return known && new InputError(...known, code === "ENOENT");
}
