// Trino 476 from Maven, unpacked where npm keeps what it can make again. Newer versions are not there whole.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const VERSION = "476";
const CACHE = join(import.meta.dirname, "../../../node_modules/.cache/flowlogs-trino");
const plugins = ["hive", "memory", "tpch"];

export interface TrinoFiles {
  readonly java: string;
  /** The server, and the folder of its plugins. */
  readonly server: string;
  readonly plugins: string;
}

/** Throws where something cannot be downloaded. */
export async function trinoFiles(java: string): Promise<TrinoFiles> {
  mkdirSync(CACHE, { recursive: true });
  const server = join(CACHE, `trino-server-core-${VERSION}`);
  await unpacked(java, `io.trino:trino-server-core:${VERSION}:tar.gz`, server);
  const folder = join(CACHE, "plugins");
  mkdirSync(folder, { recursive: true });
  for (const name of plugins) {
    await unpacked(java, `io.trino:trino-${name}:${VERSION}:zip`, join(folder, `trino-${name}-${VERSION}`));
  }
  return { java, server, plugins: folder };
}

/** An archive has one folder, which has this name. */
async function unpacked(java: string, artifact: string, folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const [, name = "", version = "", type = ""] = artifact.split(":");
  const part = join(CACHE, `${name}.part`);
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part);
  const env = { ...process.env, JAVA_HOME: java };
  const words = ["-q", "-B", "dependency:copy", `-Dartifact=${artifact}`, `-DoutputDirectory=${part}`];
  await run("mvn", words, { cwd: part, env });
  const archive = join(part, `${name}-${version}.${type}`);
  await (type === "zip" ? run("unzip", ["-q", archive, "-d", part]) : run("tar", ["xzf", archive, "-C", part]));
  renameSync(join(part, `${name}-${version}`), folder);
  rmSync(part, { recursive: true });
}
