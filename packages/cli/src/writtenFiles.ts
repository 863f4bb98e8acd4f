// The files that this process writes to. Reading one of them as input would read its own output, without end.

import { fstatSync, statSync } from "node:fs";
import { rawPath } from "./path.ts";

interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
  isFile(): boolean;
}

/** Standard output and standard error. */
const STANDARD_DESCRIPTORS = [1, 2];

/** Files that this run will replace, by "DEVICE:INODE". */
const replaced = new Set<string>();
let standard: ReadonlySet<string> | undefined;

/** Notes that this run will replace the file at `path`, which must not be read meanwhile. */
export function willReplace(path: string): void {
  const identity = identityOf(() => statSync(rawPath(path), { bigint: true }));
  if (identity !== undefined) replaced.add(identity);
}

/** Whether this process writes to any file; if not, callers need no identities. */
export function writesFiles(): boolean {
  return standardFiles().size + replaced.size > 0;
}

/** Whether this process writes to the file with that identity ("DEVICE:INODE"). */
export function isWritten(identity: string): boolean {
  return standardFiles().has(identity) || replaced.has(identity);
}

/** Whether this process writes to the file of a descriptor. */
export function isWrittenTo(descriptor: number): boolean {
  if (!writesFiles()) return false;
  const identity = identityOf(() => fstatSync(descriptor, { bigint: true }));
  return identity !== undefined && isWritten(identity);
}

function standardFiles(): ReadonlySet<string> {
  if (standard !== undefined) return standard;
  const all = STANDARD_DESCRIPTORS.map((descriptor) => identityOf(() => fstatSync(descriptor, { bigint: true })));
  standard = new Set(all.filter((identity) => identity !== undefined));
  return standard;
}

/** "DEVICE:INODE"; undefined when it is not a file. */
function identityOf(stat: () => FileIdentity): string | undefined {
  try {
    const found = stat();
    return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
  } catch {
    return undefined;
  }
}
