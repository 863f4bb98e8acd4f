// The benchmark's input files, made once and kept in a cache folder named after the number of lines.
// Each is written beside its place and renamed, so that an interrupted run leaves nothing that looks complete.
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { command } from "./commands.mjs";
import { flowLines, HEADER, labelLines, prefixLines } from "./lines.mjs";
import { reasonIn } from "./measure.mjs";

const PARTS = 8;

/** A function from a file's short name (`log`, `ndjson`, ...) to its path; the file is made when first asked for. */
export function benchData(lines) {
  const folder = join(tmpdir(), `flowlogs-bench-${lines}`);
  mkdirSync(folder, { recursive: true });
  const makers = {
    log: (path) => writeLog(path, lines),
    parts: (path) => writeParts(path, lines),
    gz: (path) => runShell(`gzip -c '${file("log")}' > '${path}'`),
    parquet: (path) => runShell(`${command("duckdb")} make-parquet '${file("log")}' '${path}'`),
    all: (path) => writeRecords(path, file("log"), lines),
    ndjson: (path) => writeRecords(path, file("log"), Math.floor((lines * 3) / 5)),
    third: (path) => writeRecords(path, file("log"), Math.floor(lines / 5)),
    talks: (path) =>
      runShell(`${command("flowlogs-read")} sample:records=${Math.ceil(lines / 5)},version=2 > '${path}'`),
    prefixes: (path) => writeFileSync(path, [...prefixLines()].join("")),
    labels: (path) => writeFileSync(path, ["cidr,owner\n", ...labelLines()].join("")),
    labeled: (path) => runShell(`${command("flow-label")} --from '${file("labels")}' '${file("ndjson")}' > '${path}'`),
    connections: (path) => runShell(connectionsOf(file("log"), path)),
    key: (path) => writeFileSync(path, "0123456789abcdef".repeat(4)),
    empty: (path) => writeFileSync(path, ""),
  };
  const names = {
    log: "flows.log",
    parts: "parts",
    gz: "flows.log.gz",
    parquet: "flows.parquet",
    all: "all.ndjson",
    ndjson: "flows.ndjson",
    third: "third.ndjson",
    talks: "talks.ndjson",
    prefixes: "prefixes.txt",
    labels: "labels.csv",
    labeled: "labeled.ndjson",
    connections: "connections.csv",
    key: "key",
  };
  const file = (name) => {
    const path = join(folder, names[name] ?? "empty.mjs");
    if (!existsSync(path)) make(path, makers[name]);
    return path;
  };
  return { file, folder, has: (name) => name in makers, output: (name) => join(folder, `out-${name}`) };
}

function make(path, maker) {
  process.stderr.write(`bench: making ${basename(path)}\n`);
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  maker(unfinished);
  renameSync(unfinished, path);
}

function writeLog(path, lines) {
  const descriptor = openSync(path, "w");
  let pending = HEADER;
  for (const line of flowLines(lines)) {
    pending += line;
    if (pending.length > 1 << 20) {
      writeSync(descriptor, pending);
      pending = "";
    }
  }
  writeSync(descriptor, pending);
  closeSync(descriptor);
}

/** The same lines in eight archives, each with the header, named as AWS names them. */
function writeParts(folder, lines) {
  mkdirSync(folder);
  const share = Math.ceil(lines / PARTS);
  let part = [HEADER];
  let count = 0;
  for (const line of flowLines(lines)) {
    part.push(line);
    count++;
    if (count % share !== 0 && count !== lines) continue;
    writeFileSync(join(folder, partName(Math.ceil(count / share) - 1)), gzipSync(part.join("")));
    part = [HEADER];
  }
}

function partName(index) {
  const hours = String(index * 3).padStart(2, "0");
  return `123456789010_vpcflowlogs_us-east-1_fl-00000000_20231115T${hours}00Z_0000000${index}.log.gz`;
}

/** The connection of every fifth line, up to a million. */
function connectionsOf(log, path) {
  const fields = "$4,$5,$6,$7,$8";
  return `(echo srcaddr,dstaddr,srcport,dstport,protocol; awk -v OFS=, 'NR%5==2&&$4!="-"{print ${fields}}' '${log}' | head -n 1000000) > '${path}'`;
}

function writeRecords(path, log, count) {
  const script = `head -n ${count + 1} '${log}' | ${command("flowlogs-read")} - > '${path}'`;
  // No pipefail: flowlogs-read is last, and its status is the one that matters.
  runShell(script);
}

function runShell(script) {
  const { status, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  if (status !== 0) throw new Error(reasonIn(stderr));
}
