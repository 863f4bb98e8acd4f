// Holds a file open while it is read: its name may go to another file at any moment.
import { closeSync, existsSync, fstatSync, openSync } from "node:fs";
import { rawPath } from "@flowlogs/cli";
import type { PathStat } from "../discovery/disk.ts";

export interface HeldFile {
  /** A path that leads to the file whatever its name is now, where the system has one. */
  readonly stablePath: string;
  /** The file could not be opened. */
  readonly isRefused: boolean;
  release(): void;
}

/** Holds the file that a scan found under this name; undefined when the name has gone to another file since. */
export function holdFile(path: string, seen: PathStat): HeldFile | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(rawPath(path), "r");
  } catch {
    return { stablePath: path, isRefused: true, release: () => {} }; // reading it will report why
  }
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  const held = `/proc/self/fd/${descriptor}`;
  const release = (): void => closeSync(descriptor);
  if (`${dev}:${ino}` === seen.identity)
    return { stablePath: existsSync(held) ? held : path, isRefused: false, release };
  release();
  return undefined;
}
