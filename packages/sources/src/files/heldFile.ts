// Holds a file while it is read: its name may go to another one at any moment.
import { closeSync, existsSync, fstatSync, openSync } from "node:fs";
import { rawPath } from "@flowlogs/cli";
import type { PathStat } from "../discovery/disk.ts";

export interface Pin {
  /** A path that leads to the file, whatever its name is now, where the system offers one. */
  readonly stablePath: string;
  /** The file could not be opened. */
  readonly isRefused: boolean;
  release(): void;
}

/** Holds the file that was seen under this name; undefined when the name is another one's already. */
export function pin(path: string, seen: PathStat): Pin | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(rawPath(path), "r");
  } catch {
    return { stablePath: path, isRefused: true, release: () => {} }; // whoever reads it says why not
  }
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  const held = `/proc/self/fd/${descriptor}`;
  const release = (): void => closeSync(descriptor);
  if (`${dev}:${ino}` === seen.identity)
    return { stablePath: existsSync(held) ? held : path, isRefused: false, release };
  release();
  return undefined;
}
