// The files that this process writes to: whoever read one of them would read what comes of it, without end.

import { fstatSync, statSync } from "node:fs";
import { rawPath } from "./path.ts";

interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
  isFile(): boolean;
}

/** Standard output and standard error. */
const STANDARD = [1, 2];

/** Files that take the place of those that are there, by device and number. */
const replaced = new Set<string>();
let standard: ReadonlySet<string> | undefined;

/** What is there under that name will be another file: it is not to be read meanwhile. */
export function willReplace(path: string): void {
  const identity = identityOf(() => statSync(rawPath(path), { bigint: true }));
  if (identity !== undefined) replaced.add(identity);
}

/** Whether this process writes to any file; if not, none needs to be looked at to know. */
export function writesFiles(): boolean {
  return standardFiles().size + replaced.size > 0;
}

/** Whether this process writes to the file with that device and number ("DEVICE:NUMBER"). */
export function isWritten(identity: string): boolean {
  return standardFiles().has(identity) || replaced.has(identity);
}

/** Whether this process writes to the file behind a descriptor. */
export function isWrittenTo(descriptor: number): boolean {
  if (!writesFiles()) return false;
  const identity = identityOf(() => fstatSync(descriptor, { bigint: true }));
  return identity !== undefined && isWritten(identity);
}

function standardFiles(): ReadonlySet<string> {
  if (standard !== undefined) return standard;
  const all = STANDARD.map((descriptor) => identityOf(() => fstatSync(descriptor, { bigint: true })));
  standard = new Set(all.filter((identity) => identity !== undefined));
  return standard;
}

/** Undefined when it is not a file. */
function identityOf(stat: () => FileIdentity): string | undefined {
  try {
    const found = stat();
    return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
  } catch {
    return undefined;
  }
}
