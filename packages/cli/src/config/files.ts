// Finds and reads configuration files: the nearest one of the project, and the user's. They are data, JSON or TOML: nothing in
// them can run a program. Whether there is one costs a stat for each folder above.

import { readFileSync, statSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "@flowlogs/base/errors";
import type { Problem } from "@flowlogs/base/problem";
import { codeOf, reasonOf } from "../system.ts";

/** A project's file may not set everything (Option.config). */
type ConfigLevel = "project" | "user";

export interface ConfigFile {
  readonly path: string;
  readonly level: ConfigLevel;
  readonly text: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** What was found, and remarks about what was left alone. */
export interface FoundFiles {
  readonly files: readonly ConfigFile[];
  readonly remarks: readonly (Problem & { readonly where: string })[];
}

const projectNames = ["flowlogs.config.json", "flowlogs.config.toml"];
const userNames = ["config.json", "config.toml"];
const MAX_SIZE = 256 * 1024;

/** In the order in which they count. Throws UsageError for a file that cannot be read. */
export async function configFiles(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FoundFiles> {
  const home = env["XDG_CONFIG_HOME"] || (env["HOME"] ? join(env["HOME"], ".config") : undefined);
  const found: [string, Stats, ConfigLevel][] = [];
  const project = nearest(folder);
  if (project !== undefined) found.push([...project, "project"]);
  const user = home?.startsWith("/") === true ? firstIn(join(home, "flowlogs"), userNames) : undefined;
  if (user !== undefined && user[0] !== project?.[0]) found.push([...user, "user"]);
  const files: ConfigFile[] = [];
  const remarks: (Problem & { where: string })[] = [];
  for (const [path, stats, level] of found) {
    const doubt = distrust(stats);
    if (doubt !== undefined) remarks.push({ ...doubt, where: path });
    else files.push(await read(path, stats, level));
  }
  return { files, remarks };
}

function nearest(folder: string): [string, Stats] | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = firstIn(at, projectNames);
    if (found !== undefined || at === dirname(at)) return found;
  }
}

function firstIn(folder: string, names: readonly string[]): [string, Stats] | undefined {
  for (const name of names) {
    const path = join(folder, name);
    let stats: Stats | undefined;
    try {
      stats = statSync(path, { throwIfNoEntry: false });
    } catch (error) {
      // Not to be looked into: a folder above need not be readable, and may be no folder.
      if (!["EACCES", "EPERM", "ENOTDIR"].includes(codeOf(error) ?? "")) throw unreadable(path, reasonOf(error));
    }
    if (stats !== undefined) return [path, stats];
  }
  return undefined;
}

/** A file that somebody else may have written, in /tmp for example, must not change what a command does. */
function distrust({ uid, mode }: Stats): Problem | undefined {
  const me = process.getuid?.();
  if (me === undefined) return undefined;
  if (uid !== me && uid !== 0) return { problem: "belongs to another user, and is ignored" };
  if ((mode & 0o002) === 0) return undefined;
  return { problem: "can be written by everybody, and is ignored", advice: "chmod o-w makes it safe" };
}

async function read(path: string, stats: Stats, level: ConfigLevel): Promise<ConfigFile> {
  if (!stats.isFile()) throw unreadable(path, "not a file");
  if (stats.size > MAX_SIZE) throw unreadable(path, "larger than 256 KiB");
  let content: unknown;
  let text = "";
  try {
    text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
    content = path.endsWith(".json") ? JSON.parse(text) : (await import("smol-toml")).parse(text);
  } catch (error) {
    const reason = codeOf(error) === undefined && error instanceof Error ? error.message : reasonOf(error);
    throw unreadable(path, reason.trim().split("\n")[0] ?? "");
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw unreadable(path, "not an object");
  return { path, level, text, content: { ...content } };
}

function unreadable(path: string, problem: string): UsageError {
  return new UsageError({ problem, advice: "correct it, or leave it out with --no-config" }, path);
}
