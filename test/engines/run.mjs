// npm run test:engines: the tests that need an engine beside ours. Trino runs where Java 25 and Maven are; chDB where its package is;
// servers of ClickHouse where one is installed or apt-get has it.
// What cannot be had is said; with nothing at all the exit code is 77.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { clickhouseServer } from "./clickhouse/install.mjs";

const MACHINES = "/usr/lib/jvm";
const JAVA = 25;

/** The folder of a Java that is new enough. */
function javaHome() {
  const installed = existsSync(MACHINES) ? readdirSync(MACHINES).map((name) => join(MACHINES, name)) : [];
  return [process.env.JAVA_HOME ?? "", ...installed].find((home) => {
    const { stderr = "" } = spawnSync(join(home, "bin/java"), ["-version"], { encoding: "utf8" });
    return Number(/version "(\d+)/.exec(stderr ?? "")?.[1]) >= JAVA;
  });
}

function hasChdb() {
  try {
    return createRequire(process.env.CHDB ?? import.meta.url).resolve("chdb") !== "";
  } catch {
    return false;
  }
}

const java = javaHome();
const maven = spawnSync("mvn", ["--version"]).status === 0;
const missing = [...(java === undefined ? [`Java ${JAVA}`] : []), ...(maven ? [] : ["Maven"])];
if (missing.length > 0) console.error(`Trino: ${missing.join(" and ")} cannot be had here; its tests are skipped`);
const clickhouse = clickhouseServer();
if (clickhouse.path === undefined) console.error(`ClickHouse's server: ${clickhouse.why}; its tests are skipped`);
if (missing.length > 0 && clickhouse.path === undefined && !hasChdb()) {
  console.error("chDB: it is not installed; its tests are skipped");
  process.exit(77);
}
const env = {
  ...process.env,
  ...(missing.length > 0 ? {} : { FLOWLOGS_JAVA: java }),
  ...(clickhouse.path === undefined ? {} : { FLOWLOGS_CLICKHOUSE: clickhouse.path }),
};
const words = ["vitest", "run", "--config", "test/engines/vitest.config.ts", ...process.argv.slice(2)];
process.exitCode = spawnSync("npx", words, { stdio: "inherit", env }).status ?? 1;
