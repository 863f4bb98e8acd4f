// `npm run profile -- flow-filter 'bytes > 0' flows.ndjson`: runs a built command under V8's sampling profiler, throws its
// output away, and prints the functions that took the most time, those of the kernel (WebAssembly) among them.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const SHOWN = 25;
const packages = fileURLToPath(new URL("../../packages", import.meta.url));
const [name = "", ...words] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "flowlogs-profile-"));
const program = join(packages, name, "bin", `${name}.js`);
const flags = ["--cpu-prof", `--cpu-prof-dir=${folder}`];
const { status } = spawnSync(process.execPath, [...flags, program, ...words], {
  stdio: ["inherit", "ignore", "inherit"],
});

for (const file of readdirSync(folder)) {
  const path = join(folder, file);
  const times = timesOf(JSON.parse(readFileSync(path, "utf8")));
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  console.log(`${path} (${(total / 1e6).toFixed(2)} s)`);
  const slowest = [...times].toSorted(([, a], [, b]) => b - a).slice(0, SHOWN);
  for (const [place, time] of slowest) console.log(`${((100 * time) / total).toFixed(1).padStart(6)} %  ${place}`);
}
process.exitCode = status ?? 1;

/** Microseconds by function, without those that it calls. */
function timesOf({ nodes, samples, timeDeltas }) {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const times = new Map();
  for (const [at, id] of samples.entries()) {
    const place = places.get(id);
    times.set(place, (times.get(place) ?? 0) + timeDeltas[at]);
  }
  return times;
}

function placeOf({ functionName, url, lineNumber }) {
  if (url.startsWith("wasm:")) return `kernel: ${functionName}`;
  const where = url === "" ? "" : ` (${basename(url)}:${lineNumber + 1})`;
  return `${functionName || "(anonymous)"}${where}`;
}
