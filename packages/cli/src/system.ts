// What the operating system says when it refuses, what it has to give, and patience with descriptors that somebody made
// non-blocking.

import { totalmem } from "node:os";
import { InputError } from "@flowlogs/base/errors";

/** Calls again, after a pause, while a non-blocking descriptor has nothing for us. */
export function patiently(call: () => number): number {
  for (let pause = 1; ; pause = Math.min(pause * 2, 10)) {
    try {
      return call();
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** "no space left on device" from "ENOSPC: no space left on device, write". */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^[A-Z0-9]+: (.+?),/.exec(text)?.[1] ?? text;
}

/** Bytes of memory that this machine has, or the container (control group) we run in. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

const inputFaults: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  ENOENT: ["no such file", "check the path"],
  EACCES: ["permission denied", "check who may read it"],
  EISDIR: ["is a directory", "name the files in it"],
};

/** What the system says when a file cannot be read, in our words. */
export function inputError(error: unknown): InputError {
  return inputErrorOf(codeOf(error)) ?? new InputError(reasonOf(error));
}

/** The same by the code alone, for the usual ones. */
export function inputErrorOf(code: string): InputError | undefined {
  const known = inputFaults[code];
  return known && new InputError(...known, code === "ENOENT");
}
