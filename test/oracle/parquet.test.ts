// Parquet that DuckDB writes, in every codec and layout that it knows, read by us and by DuckDB: the same records.
import { readFileSync, writeFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run, scratch } from "../command.ts";
import { Random } from "../fuzz/random.ts";
import { columns, randomLogs } from "./logs.ts";

const names = Object.keys(columns);

/** Writes these records as Parquet; what DuckDB then reads of them, as NDJSON. */
async function written(path: string, logs: string, options: string, query = "FROM flows"): Promise<string> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    writeFileSync(`${path}.ndjson`, logs);
    const types = names.map((name) => `'${name}': '${columns[name]}'`).join(", ");
    await connection.run(
      `CREATE TABLE flows AS FROM read_json('${path}.ndjson', format = 'newline_delimited', columns = {${types}})`,
    );
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet, ${options})`);
    await connection.run(`COPY (FROM '${path}') TO '${path}.out' (FORMAT json)`);
    return readFileSync(`${path}.out`, "utf8");
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function flow(line: string): { start: number; protocol: number | null } {
  return JSON.parse(line);
}

const codecs = ["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw"];
const layouts = [
  "ROW_GROUP_SIZE 122880",
  "ROW_GROUP_SIZE 2048, DICTIONARY_SIZE_LIMIT 1",
  "ROW_GROUP_SIZE 4096, PARQUET_VERSION v2",
  "ROW_GROUP_SIZE 4096, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1",
];

const plain = "ROW_GROUP_SIZE 2048";
const mixed = [
  ...codecs.map((codec) => [codec, plain] as const),
  ...layouts.map((layout) => ["gzip", layout] as const),
];

test.each(mixed.map(([codec, layout], i) => [codec, layout, i] as const))("%s, %s", async (codec, layout, seed) => {
  const path = join(scratch, `${codec}-${seed}.parquet`);
  const wanted = await written(path, randomLogs(new Random(seed + 1), 3000), `CODEC ${codec}, ${layout}`);
  const { out, err, status } = await run(["flowlogs-read", path]);
  expect({ err, status }).toEqual({ err: "", status: 0 });
  expect(out.split("\n")).toEqual(wanted.split("\n"));
});

test("few columns, a filter and a window: as if all had been read, row groups left out or not", async () => {
  const path = join(scratch, "sorted.parquet");
  const options = "CODEC snappy, ROW_GROUP_SIZE 2048";
  await written(path, randomLogs(new Random(99), 20_000), options, "FROM flows ORDER BY start");
  const all = await run(["flowlogs-read", path]);
  const few = ["--start", "1795258000", "--end", "1795259000", "--where", "protocol = 6", "--fields", "bytes,srcaddr"];
  const { out, err } = await run(["flowlogs-read", path, ...few, "--stats=json"]);
  const piped = await run(["flowlogs-read", ...few, "--stats=json"], all.out.length > 0 ? readFileSync(path) : "");
  expect(piped.out).toBe(out);
  const kept = all.out
    .trim()
    .split("\n")
    .map(flow)
    .filter(({ start, protocol }) => start >= 1795258000 && start < 1795259000 && protocol === 6);
  expect(kept.length).toBeGreaterThan(100);
  expect(out.trim().split("\n").length).toBe(kept.length);
  // The totals reconcile, whatever was left out unseen.
  const counts: { in: object; dropped: Record<string, number> } = JSON.parse(err);
  expect(counts.in).toMatchObject({ lines: 20_000, records: 20_000 });
  expect(Object.values(counts.dropped).reduce((sum, count) => sum + count, kept.length)).toBe(20_000);
});

test("texts of every kind in every encoding", async () => {
  const path = join(scratch, "texts.parquet");
  const texts = `SELECT i::INTEGER srcport, 'a"b\\' || (i * i) || chr((1 + i % 40)::INTEGER) || 'é' AS action FROM range(3000) t(i)`;
  for (const options of ["PARQUET_VERSION v1", "PARQUET_VERSION v2", "PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1"]) {
    const wanted = await written(path, "{}\n", options, texts);
    const { out, err, status } = await run(["flowlogs-read", path]);
    expect({ err, status }).toEqual({ err: "", status: 0 });
    expect(records(out)).toEqual(records(wanted));
  }
});

function records(ndjson: string): unknown[] {
  return ndjson
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("JSON in a column keeps its numbers as they are written", async () => {
  const path = join(scratch, "json.parquet");
  const json = '{"id":12345678901234567890123,"share":0.10000000000000000001}';
  await written(path, "", "CODEC snappy", `SELECT '${json}'::JSON AS details`);
  expect((await run(["flowlogs-read", path])).out).toBe(`{"details":${json}}\n`);
});

const conditions: readonly (readonly [expression: string, sql: string, isLeftOut: boolean])[] = [
  ["action = REJECT", "action = 'REJECT'", true],
  ["action = NEVER", "action = 'NEVER'", true],
  ["action != ACCEPT", "action <> 'ACCEPT'", true],
  ["bytes = 7777", "bytes = 7777", true],
  ["bytes < 100 or bytes >= 19950", "bytes < 100 OR bytes >= 19950", true],
  ["bytes <= 0", "bytes <= 0", true],
  ["bytes > 19990.5", "bytes > 19990.5", false],
  ["bytes in (5, 15000, 40000)", "bytes IN (5, 15000, 40000)", true],
  ["dstport in (100-200)", "dstport BETWEEN 100 AND 200", false],
  ["bytes > 100 and action = REJECT", "bytes > 100 AND action = 'REJECT'", true],
  ["not action = REJECT", "NOT action = 'REJECT'", false],
  ["action is null and bytes > 12000", "action IS NULL AND bytes > 12000", true],
  ["note = é", "note = 'é'", true],
  ['note > "zz"', "note > 'zz'", true],
  ["bytes > 5 and srcaddr = 10.0.0.7", "bytes > 5 AND srcaddr = '10.0.0.7'", false],
];

test("row groups that a condition rules out: the same records and counts as if they had been read", async () => {
  const path = join(scratch, "conditions.parquet");
  const rows = `SELECT '10.0.0.' || i % 9 AS srcaddr, i::BIGINT AS bytes, (i * 7 % 1000)::INTEGER AS dstport,
    CASE WHEN i < 9000 THEN 'ACCEPT' WHEN i < 10000 THEN 'REJECT' END AS action,
    CASE WHEN i < 5000 THEN 'a' WHEN i < 6000 THEN 'é' END AS note,
    CASE WHEN i % 1000 = 0 THEN 'NODATA' ELSE 'OK' END AS log_status FROM range(20000) t(i)`;
  await written(path, "", "ROW_GROUP_SIZE 2048", rows);
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  for (const [expression, sql, isLeftOut] of conditions) {
    const answer = await connection.runAndReadAll(`SELECT bytes::INTEGER FROM '${path}' WHERE ${sql}`);
    const words = ["--where", expression, "--fields", "bytes", "--stats=json"];
    const { out, err } = await run(["flowlogs-read", path, ...words]);
    const found = answer.getRows().map(([bytes]) => `{"bytes":${Number(bytes)}}\n`);
    expect({ expression, out }).toEqual({ expression, out: found.join("") });
    const { in: counts, dropped, row_groups: groups } = JSON.parse(err.trim().split("\n").at(-1) ?? "");
    expect(counts).toMatchObject({ lines: 20_000, records: 20_000, statuses: { NODATA: 20 } });
    expect(dropped).toEqual({ filtered: 20_000 - found.length });
    expect({ expression, isLeftOut: (groups["left out"] ?? 0) > 0 }).toEqual({ expression, isLeftOut });
  }
  connection.closeSync();
  instance.closeSync();
}, 30_000);

test("a window and a condition: records outside of the window are counted as such", async () => {
  const path = join(scratch, "both.parquet");
  const rows = `SELECT nullif(1700000000 + i, 1700000005)::BIGINT AS start, i::BIGINT AS bytes FROM range(20000) t(i)`;
  await written(path, "", "ROW_GROUP_SIZE 2048", rows);
  const words = ["--start", "1700001000", "--end", "1700015000", "--where", "bytes < 4000", "--stats=json"];
  const { out, err } = await run(["flowlogs-read", path, ...words]);
  expect(out.trim().split("\n").length).toBe(3000);
  const { dropped } = JSON.parse(err.trim().split("\n").at(-1) ?? "");
  expect(dropped).toEqual({ "outside the window": 5999, undated: 1, filtered: 11_000 });
});
