// The file behind the standard output, where it is one that grows at its end (>> FILE): who wrote there can take it back.

import { fstatSync, ftruncateSync, readFileSync } from "node:fs";
import type { AppendedFile } from "@flowlogs/base/contracts";
import { OutputError } from "@flowlogs/base/errors";
import { reasonOf } from "./system.ts";

/** Of Linux and most others. */
const O_APPEND = 0o2000;

/** Undefined when the output goes somewhere else, or would be written over what is there. */
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
        throw new OutputError(`what was written cannot be taken back: ${reasonOf(error)}`);
      }
    },
  };
}

/** As far as the system tells, which only Linux does. */
function isAppending(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8"))?.[1];
    return flags === undefined || (Number.parseInt(flags, 8) & O_APPEND) !== 0;
  } catch {
    return true;
  }
}
