// The names of the rotations of a log: flows.log, flows.log.1, flows.log.2.gz, flows.log-20261120, flows-20261120.log.
import { basename, dirname, join } from "node:path";

const packed = /\.(?:gz|zst|zstd|bz2|xz)$/;
const extension = /\.[A-Za-z][A-Za-z0-9]*$/;
const suffix = /[-._@]\d[\dTZ:_.+-]*$/;

/** The name of the log itself, with its folder: the same for all its rotations. */
export function familyOf(name: string): string {
  const unpacked = basename(name).replace(packed, "");
  const [ending = ""] = extension.exec(unpacked) ?? [];
  const stem = unpacked.slice(0, unpacked.length - ending.length);
  const bare = stem.replace(suffix, "");
  return join(dirname(name), `${bare === "" ? stem : bare}${ending}`);
}

/** The files that this one may be a copy of: the log itself, and what was compressed. */
export function originalsOf(name: string): readonly string[] {
  return [name.replace(packed, ""), familyOf(name)].filter((original) => original !== name);
}

/** Whether the file has the name of a compressed one. */
export function isCompressed(name: string): boolean {
  return packed.test(name);
}
