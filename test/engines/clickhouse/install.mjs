// Finds a program that is ClickHouse's server: that of CLICKHOUSE_SERVER, an installed one, or Debian's, whose packages are unpacked
// where npm keeps what it can make again. Nothing is installed in the system.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const CACHE = join(import.meta.dirname, "../../../node_modules/.cache/flowlogs-clickhouse");
/** Milliseconds that each call of apt may take. */
const PATIENCE = 60_000;

/** The path of the program, or why there is none. */
export function clickhouseServer() {
  const given = process.env.CLICKHOUSE_SERVER;
  if (given !== undefined) return existsSync(given) ? { path: given } : { why: `${given} is not there` };
  const folders = ["/usr/bin", "/usr/sbin", "/usr/local/bin"].map((folder) => join(folder, "clickhouse-server"));
  const installed = [...folders, join(CACHE, "clickhouse-server")].find((path) => existsSync(path));
  if (installed !== undefined) return { path: installed };
  try {
    return { path: unpacked() };
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return { why: `it is not installed, and apt-get cannot download it (${why})` };
  }
}

/** The server and those libraries that this system does not have. */
function unpacked() {
  const part = `${CACHE}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const options = { cwd: part, encoding: "utf8", timeout: PATIENCE, stdio: ["ignore", "pipe", "pipe"] };
  const simulated = spawnSync("apt-get", ["-s", "install", "--no-install-recommends", "clickhouse-server"], options);
  const names = (simulated.stdout ?? "").split("\n").flatMap((line) => /^Inst (\S+)/.exec(line)?.[1] ?? []);
  if (names.length === 0) throw new Error("it has no package of that name");
  execFileSync("apt-get", ["-qq", "download", ...names], options);
  for (const name of readdirSync(part).filter((it) => it.endsWith(".deb"))) {
    execFileSync("dpkg", ["-x", name, "."], options);
    rmSync(join(part, name));
  }
  const program = "usr/sbin/clickhouse-server";
  if (!existsSync(join(part, program))) throw new Error(`the package has no ${program}`);
  const libraries = ["usr/lib", "lib"].flatMap((folder) => {
    const path = join(part, folder);
    return existsSync(path) ? readdirSync(path).map((name) => join(CACHE, folder, name)) : [];
  });
  const start = `#!/bin/sh\nLD_LIBRARY_PATH='${libraries.join(":")}' exec '${join(CACHE, program)}' "$@"\n`;
  writeFileSync(join(part, "clickhouse-server"), start);
  chmodSync(join(part, "clickhouse-server"), 0o755);
  renameSync(part, CACHE);
  return join(CACHE, "clickhouse-server");
}
