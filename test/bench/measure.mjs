// Runs a bash script and measures it: wall clock in one kind of run, the peak memory of its processes in another, so that
// looking at the memory costs no time in the runs that are timed.
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onPath } from "./commands.mjs";

const SAMPLE_MILLISECONDS = 10;

/** Seconds of wall clock; throws when any part of the script fails. */
export async function timed(script) {
  const started = performance.now();
  await finished(start(script, "ignore"));
  return (performance.now() - started) / 1000;
}

/** What the script prints. */
export function captured(script) {
  return finished(start(script, "pipe"));
}

/**
 * `{ stdout, megabytes }` of one run. `scriptWith(prefix)` puts the prefix before each command whose memory counts;
 * the figure is the largest of any single process.
 */
export async function observed(scriptWith) {
  const report = join(tmpdir(), `flowlogs-bench-memory-${process.pid}`);
  const exact = onPath("time");
  const child = start(scriptWith(exact ? `env time -a -o '${report}' -f %M ` : ""), "pipe");
  const sampler = exact ? undefined : samplePeak(child.pid);
  try {
    const stdout = await finished(child);
    return { stdout, megabytes: (exact ? reportedPeak(report) : sampler.peak()) / 1024 };
  } finally {
    sampler?.stop();
    rmSync(report, { force: true });
  }
}

function start(script, stdout) {
  return spawn("bash", ["-c", `set -o pipefail; ${script}`], { stdio: ["ignore", stdout, "pipe"] });
}

function finished(child) {
  const output = collected(child.stdout);
  const complaints = collected(child.stderr);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(output());
      else reject(new Error(reasonIn(complaints()) ?? `exit code ${code}`));
    });
  });
}

function collected(stream) {
  const chunks = [];
  stream?.on("data", (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** The line of a complaint that says why; Node's own crashes put it between a source line and a stack. */
export function reasonIn(complaint) {
  const lines = complaint.trim().split("\n").filter(Boolean);
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
}

function reportedPeak(report) {
  const figures = readFileSync(report, "utf8")
    .split("\n")
    .filter((line) => /^\d+$/.test(line));
  return Math.max(...figures.map(Number));
}

/** Without GNU time: the kernel's own high-water mark of each descendant, read often; it can miss a last moment's growth. */
function samplePeak(root) {
  let highest = 0;
  const timer = setInterval(() => {
    // The root too: bash becomes the command itself when there is only one.
    for (const pid of [root, ...descendants(root)]) highest = Math.max(highest, highWaterMark(pid));
  }, SAMPLE_MILLISECONDS);
  return { peak: () => highest, stop: () => clearInterval(timer) };
}

function descendants(pid) {
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function highWaterMark(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);
}

function textOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
