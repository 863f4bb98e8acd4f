// The file on standard output, if the shell opened it for appending (>> FILE): a run can cut off again what it wrote.

import { fstatSync, ftruncateSync, readFileSync } from "node:fs";
import type { AppendedFile } from "@flowlogs/base/contracts";
import { OutputError } from "@flowlogs/base/errors";
import { reasonOf } from "./system.ts";

/** The flag's value on Linux and most other systems. */
const O_APPEND = 0o2000;

/** Undefined when the output goes elsewhere, or overwrites the file. */
export function appendedOutput(descriptor = 1): AppendedFile | undefined {
  const found = fstatSync(descriptor, { bigint: true });
  if (!found.isFile() || !isAppending(descriptor)) return undefined;
  return {
    identity: `${found.dev}:${found.ino}`,
    length: () => fstatSync(descriptor).size,
    cut(length) {
      try {
        ftruncateSync(descriptor, length);
      } catch (error) {
        throw new OutputError(`the output cannot be truncated: ${reasonOf(error)}`);
      }
    },
  };
}

/** Only Linux says; elsewhere it is assumed. */
function isAppending(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8"))?.[1];
    return flags === undefined || (Number.parseInt(flags, 8) & O_APPEND) !== 0;
  } catch {
    return true;
  }
}
