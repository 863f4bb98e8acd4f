// flow-write --format parquet: what comes back is what went in, in every layout, and others find the folders of Hive.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layoutNames } from "../packages/flow-write/src/layout/layouts.ts";
import { file, run, scratch, shell } from "./command.ts";
import { askDuckdb } from "./oracle/parquetFile.ts";

const flowLog = "--account 123456789012 --region us-east-1 --flow-log-id fl-0a1b2c3d";

test.each(layoutNames)("the sample, layout %s", async (layout) => {
  const folder = join(scratch, layout);
  const fields = "--fields version,srcaddr,dstport,bytes,start,end,log_status,pkt_src_aws_service,traffic_path";
  const written = await shell(
    `flowlogs-read sample: ${fields} | flow-write '${folder}' --format parquet --layout ${layout} ${flowLog} ${fields} --list`,
  );
  expect({ ...written, out: "" }).toEqual({ out: "", err: "", status: 0 });
  expect(
    written.out
      .trim()
      .split("\n")
      .every((path) => path.endsWith(".log.parquet")),
  ).toBe(true);
  const records = await shell(`flowlogs-read sample: ${fields} | sort`);
  expect(records.out.split("\n").length).toBeGreaterThan(2000);
  expect(await shell(`flowlogs-read '${folder}' | sort`)).toEqual(records);
});

test("DuckDB finds account, Region and time in the folders of Hive", async () => {
  const folder = join(scratch, "found");
  const { err } = await shell(
    `flowlogs-read sample: | flow-write -q '${folder}' --format parquet --layout hive-hourly ${flowLog}`,
  );
  const count = await shell("flowlogs-read sample: | wc -l");
  const rows = await askDuckdb(
    `SELECT "aws-account-id"::VARCHAR, "aws-region", year::INT, month::INT, day::INT, sum(count(*)) OVER ()::INT, bool_and(epoch(make_timestamp(year::INT, month::INT, day::INT, hour::INT, 0, 0)) = "end" // 3600 * 3600)
     FROM read_parquet('${folder}/**/*.log.parquet', hive_partitioning = true) GROUP BY ALL`,
  );
  expect({ err, rows }).toEqual({
    err: "",
    rows: [["123456789012", "us-east-1", 2026, 11, 20, Number(count.out), true]],
  });
});

function noise(i: number): string {
  return `${Math.imul(i, 2654435761) >>> 0}${Math.imul(i + 7, 40503) >>> 0}`;
}

test("files as small as they are to be; the same records give the same files", async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `{"end":${1700000000 + (i % 200)},"note":"${noise(i)}"}\n`);
  const path = file("noise.ndjson", lines.join(""));
  const folder = join(scratch, "small");
  const write = [
    "flow-write",
    folder,
    path,
    "--format",
    "parquet",
    "--layout",
    "flat",
    "--fields",
    "end,note",
  ] as const;
  const bySize = await run([...write, "--roll-size", "100k", "--list"]);
  const paths = bySize.out.trim().split("\n");
  expect(paths.length).toBeGreaterThan(3);
  expect(Math.max(...paths.map((it) => statSync(join(folder, it)).size))).toBeLessThanOrEqual(100_000);
  const err = `flow-write: ${paths.length} files were there already, with the same content\n`;
  expect(await run([...write, "--roll-size", "100k", "--list"])).toEqual({ ...bySize, err });
  expect(readdirSync(folder).toSorted()).toEqual(paths.toSorted());
  expect(await askDuckdb(`SELECT count(*), count(DISTINCT note) FROM '${folder}/*.parquet'`)).toEqual([
    ["20000", "20000"],
  ]);
  const byRecords = await run(["flow-write", join(scratch, "rolled"), ...write.slice(2), "--roll-records", "7000"]);
  expect(byRecords).toEqual({ out: "", err: "", status: 0 });
  const counts = await askDuckdb(
    `SELECT value::VARCHAR::INT FROM parquet_kv_metadata('${join(scratch, "rolled")}/*.parquet') WHERE key = 'num-records' ORDER BY 1`,
  );
  // The records ended in two slots.
  expect(counts).toEqual([[3000], [3000], [7000], [7000]]);
});

test("what columns cannot hold is told, and with --strict an error; the first and last time are in the footer", async () => {
  const path = file("odd.ndjson", '{"end":1700000000.5,"bytes":1e30}\n{"end":1700000001,"bytes":5}\n');
  const write = ["flow-write", join(scratch, "odd"), path, "--format", "parquet", "--layout", "flat"] as const;
  const told =
    "flow-write: bytes: a value is not a whole number of 64 bits, and null in the files; --format text writes them as they are\n" +
    "flow-write: end: a value lost the fraction of a second; --format text writes them as they are\n";
  expect(await run([...write, "--fields", "end,bytes"])).toEqual({ out: "", err: told, status: 0 });
  expect(await run([...write, "--fields", "end,bytes", "--strict"])).toMatchObject({ status: 3 });
  const pairs = await askDuckdb(
    `SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata('${join(scratch, "odd")}/*.parquet')`,
  );
  expect(pairs).toEqual([
    ["num-records", "2"],
    ["first-timestamp", "1700000000.5"],
    ["last-timestamp", "1700000001"],
  ]);
});
