// Queries in SQL and the system around them: signals, temporary files, files that change or are damaged.
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { expect, test } from "vitest";
import { file, outcome, run, scratch, shell, start, startShell } from "./command.ts";

const line = "2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 443 6 1 5 1795258000 1795258060 ACCEPT OK\n";
const endless = "SELECT range AS n, (SELECT count(*) FROM flows) AS c FROM range(100000000000000)";

/** A folder for temporary files of one test. */
function temporary(): string {
  return mkdtempSync(join(scratch, "tmp-"));
}

/** The folder of a process for what does not fit into memory. */
function name(host: string, pid: number): string {
  return `flow-query-${host.replaceAll(/[^\w.]/g, "_")}-${pid}`;
}

test.each(["SIGINT", "SIGTERM"] as const)("%s ends a query that answers", async (signal) => {
  const child = start(["flow-query", "--lang", "sql", endless, file("one.log", line)]);
  child.stdin.end();
  await once(child.stdout, "data");
  child.kill(signal);
  expect(await outcome(child)).toMatchObject({ err: "", status: signal });
});

test("SIGINT ends a query that has no answer yet", async () => {
  const child = start(["flow-query", "--lang", "sql", "SELECT count(*) FROM range(100000000000000)"]);
  // Also a run that is still starting ends so.
  setTimeout(() => child.kill("SIGINT"), 1500);
  expect(await outcome(child)).toEqual({ out: "", err: "", status: "SIGINT" });
});

test("kill -9 leaves nothing behind", async () => {
  const folder = temporary();
  const child = startShell(`exec env TMPDIR="$1" flow-query --lang sql "$2"`, folder, endless);
  child.stdin.end(line);
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  expect(await outcome(child)).toMatchObject({ status: "SIGKILL" });
  expect(readdirSync(folder)).toEqual([]);
});

test("what does not fit into memory goes to a folder that is removed, as is that of a run that was killed", async () => {
  const folder = temporary();
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  const others = [name(hostname(), process.pid), name(`not-${hostname()}`, dead), "flow-query-x"];
  for (const it of [...others, name(hostname(), dead)]) mkdirSync(join(folder, it));
  const query = "SELECT count(*) AS n FROM (SELECT DISTINCT hash(range) FROM range(3000000))";
  const words = ["flow-query", "--lang", "sql", query, "--max-memory", "50M", "--threads", "1"];
  expect(await shell(`TMPDIR="$1" "\${@:2}"`, folder, ...words)).toEqual({
    out: '{"n":3000000}\n',
    err: "",
    status: 0,
  });
  expect(readdirSync(folder).toSorted()).toEqual(others.toSorted());
});

test("a file that changes while DuckDB reads it is told", async () => {
  const path = file("growing.log", line.repeat(20_000));
  const child = start(["flow-query", "--lang", "sql", "SELECT * FROM flows", path]);
  child.stdin.end();
  await once(child.stdout, "data");
  appendFileSync(path, line);
  const { err, status } = await outcome(child);
  expect({ err, status }).toEqual({
    err: `flow-query: ${path}: changed while DuckDB read it; run the query again\n`,
    status: 3,
  });
});

test("Parquet that is damaged is told as flowlogs-read tells it", async () => {
  const bytes = readFileSync(join(import.meta.dirname, "fixtures", "f23.log.parquet"));
  bytes.fill(255, 60, 75);
  const path = join(scratch, "damaged.parquet");
  writeFileSync(path, bytes);
  const told = await run(["flowlogs-read", path]);
  expect(told).toMatchObject({ out: "", status: 3 });
  const found = await run(["flow-query", "--lang", "sql", "SELECT count(account_id) AS n FROM flows", path]);
  expect(found).toEqual({ out: '{"n":0}\n', err: told.err, status: 3 });
});

test("there is no place for temporary files", async () => {
  const { err, status } = await shell(`echo "$1" | TMPDIR=/none flow-query --lang sql 'SELECT * FROM flows'`, line);
  expect(err).toMatch(/^flow-query: standard output: temporary file: ENOENT/);
  expect(status).toBe(4);
});
