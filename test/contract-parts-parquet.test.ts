// A large Parquet file is read in parts by several threads: output, messages and counts are those of one thread, also where the
// file is damaged in the middle, or has a column that cannot be read.
import { closeSync, copyFileSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, expect, test } from "vitest";
import { run, runWithout, scratch } from "./command.ts";

const whole = join(scratch, "whole.parquet");
const damaged = join(scratch, "damaged.parquet");
const strange = join(scratch, "strange.parquet");
const ROWS = 600_000;
/** The rows that the filter keeps and their sum, as DuckDB has them. */
let wanted: unknown;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const rows = `SELECT 'eni-' || i % 7 AS interface_id, '10.' || hash(i) % 250 || '.' || hash(i * 3) % 250 || '.1' AS srcaddr,
    (hash(i * 5) % 1000000000000000)::BIGINT AS bytes, (1700000000 + i)::BIGINT AS start,
    nullif(CASE WHEN i % 50 = 0 THEN 'REJECT' ELSE 'ACCEPT' END, 'x') AS action FROM range(${ROWS}) t(i)`;
  const options = "FORMAT parquet, CODEC uncompressed, ROW_GROUP_SIZE 20480, DICTIONARY_SIZE_LIMIT 100";
  await connection.run(`COPY (${rows}) TO '${whole}' (${options})`);
  await connection.run(`COPY (${rows}) TO '${damaged}' (${options})`);
  await connection.run(`COPY (SELECT *, INTERVAL 1 day AS lasted FROM (${rows})) TO '${strange}' (${options})`);
  const answer = await connection.runAndReadAll(
    `SELECT count(*)::VARCHAR, sum(bytes)::VARCHAR FROM '${whole}' WHERE action = 'REJECT'`,
  );
  [wanted] = answer.getRowsJson();
  connection.closeSync();
  instance.closeSync();
  // The length of a text in a page of the second part.
  const bytes = readFileSync(damaged);
  const at = bytes.indexOf("10.", bytes.length * 0.6) - 4;
  const file = openSync(damaged, "r+");
  writeSync(file, Buffer.from([255, 255, 255, 127]), 0, 4, at);
  closeSync(file);
}, 60_000);

/** Messages without what differs from run to run. */
function timeless(text = ""): string {
  return text.replaceAll(/"seconds":[\d.]+/g, "");
}

async function both(path: string, ...words: string[]): Promise<readonly Awaited<ReturnType<typeof run>>[]> {
  const all = [];
  for (const workers of ["1", "2", "3"]) {
    const ended = await run(["flowlogs-read", path, "--workers", workers, "--stats=json", ...words]);
    all.push({ ...ended, err: timeless(ended.err) });
  }
  const [one, ...others] = all;
  for (const other of others) expect(other).toEqual(one);
  return all;
}

const rejected = ["--where", "action = REJECT", "--fields", "srcaddr,bytes"];

test("records in their order, and the counts", async () => {
  // More than two parts.
  expect(statSync(whole).size).toBeGreaterThan(17 << 20);
  const [one] = await both(whole, ...rejected);
  const found = (one?.out ?? "").trim().split("\n");
  const sum = found.reduce((total, line) => total + BigInt(/"bytes":(\d+)/.exec(line)?.[1] ?? ""), 0n);
  expect([String(found.length), String(sum)]).toEqual(wanted);
  expect(one?.err).toContain(`"records":${ROWS}`);
});

test("what is behind a damaged part does not come, nor count", async () => {
  const [one] = await both(damaged, ...rejected);
  expect(one?.status).toBe(3);
  expect(one?.err.match(/data is damaged/g)).toHaveLength(1);
  expect(one?.out.length).toBeGreaterThan(100_000);
});

test("a column that cannot be read is told once", async () => {
  const [one] = await both(strange, "--where", "action = REJECT");
  expect(one?.status).toBe(3);
  expect(one?.err.match(/lasted/g)).toHaveLength(1);
});

test("a window, whose row groups lie in a few parts", async () => {
  const [one] = await both(whole, "--start", "1700123456", "--end", "1700423456", "--fields", "start");
  const found = (one?.out ?? "").trim().split("\n");
  expect([found.length, found[0], found.at(-1)]).toEqual([300_000, '{"start":1700123456}', '{"start":1700423455}']);
});

test("what is deleted before its last part is read, is told", async () => {
  const path = join(scratch, "deleted.parquet");
  copyFileSync(whole, path);
  const { out } = await run(["flowlogs-read", whole, "--workers", "1"]);
  const got = await runWithout(path, ["flowlogs-read", path, "--workers", "2"]);
  expect(got).toMatchObject({ err: `flowlogs-read: ${path}: no such file; check the path\n`, status: 3 });
  expect(got.out.length).toBeLessThan(out.length);
  expect(out.startsWith(got.out)).toBe(true);
});

test("a pipeline over the parts has the answer of one over the file", async () => {
  const query = `flowlogs-read ${whole} | flow-filter 'action = REJECT' | flow-group 'count()' 'sum(bytes)'`;
  for (const threads of ["1", "2"]) {
    const { out } = await run(["flow-query", "--threads", threads, query]);
    expect(/"count\(\)":(\d+),"sum\(bytes\)":(\d+)/.exec(out)?.slice(1)).toEqual(wanted);
  }
});
