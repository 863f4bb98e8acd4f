// The files in the user's cache: answers of AWS and of DNS, which a later run need not ask for again.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Context } from "@flowlogs/cli";

/** Milliseconds after which an answer is asked for again. */
export const MAX_AGE = 24 * 3_600_000;

/** The path of a file in the cache; undefined where there is no home. */
export function cacheFile(env: Context["env"], name: string): string | undefined {
  const home = env["HOME"];
  // Relative paths are to be ignored, says the XDG Base Directory Specification.
  const given = env["XDG_CACHE_HOME"]?.startsWith("/") === true ? env["XDG_CACHE_HOME"] : undefined;
  const cache = given ?? (home === undefined || home === "" ? undefined : join(home, ".cache"));
  return cache === undefined ? undefined : join(cache, "flowlogs", "labels", name);
}

/** Writes a file of the cache, which only the user can read. Returns why it could not. */
export function writeCacheFile(path: string, text: string): string | undefined {
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, path);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A time of the cache, for messages. */
export function cacheTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
