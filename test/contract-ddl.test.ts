// flow-write --ddl: DuckDB executes its statement, and finds the records that were written, in every layout and format.
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { layoutNames } from "../packages/flow-write/src/layout/layouts.ts";
import { file, run, scratch, shell } from "./command.ts";

const flowLog = ["--account", "123456789012", "--region", "us-east-1", "--flow-log-id", "fl-0a1b2c3d"];

async function answers(statement: string, query: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    await connection.run(statement);
    return (await connection.runAndReadAll(query)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test.each(layoutNames.flatMap((layout) => ["text", "parquet"].map((format) => [layout, format] as const)))(
  "DuckDB, layout %s, %s",
  async (layout, format) => {
    const folder = join(scratch, `it's ${layout} ${format}`);
    const options = [folder, "--layout", layout, "--format", format, ...flowLog] as const;
    await shell('flowlogs-read sample: | flow-write "$@"', ...options);
    // The records themselves, by another way.
    const [records, sum, nulls] = await Promise.all(
      [
        "flowlogs-read sample: | wc -l",
        "flowlogs-read sample: | jq -s 'map(.bytes // 0) | add'",
        "flowlogs-read sample: | jq -s 'map(select(.srcaddr == null)) | length'",
      ].map(async (line) => Number((await shell(line)).out)),
    );
    expect(nulls).toBeGreaterThan(0);
    const { out, err, status } = await run(["flow-write", ...options, "--ddl", "duckdb"]);
    expect({ err, status }).toEqual({ err: "", status: 0 });
    const found = `count(*)::INT, sum(bytes)::INT, count(*) FILTER (srcaddr IS NULL)::INT, max("end") > 1795000000`;
    expect(await answers(out, `SELECT ${found} FROM flow_logs`)).toEqual([[records, sum, nulls, true]]);
    if (!layout.startsWith("hive")) return;
    const places = await answers(out, `SELECT DISTINCT "aws-account-id", "aws-region", year, month FROM flow_logs`);
    expect(places).toEqual([["123456789012", "us-east-1", 2026, 11]]);
  },
);

test.each(["text", "parquet"])("DuckDB, quotes, backslashes and what looks like null, %s", async (format) => {
  const tags = ['"quoted"', 'a"b', '"open', "'x'", "\\N", "\\t", "NULL", "-x", "%2D", "#c", "{}", "ü,;|", null];
  const records = tags.map((tag, i) => `${JSON.stringify({ end: i, instance_tag: tag, action: tag })}\n`).join("");
  const folder = join(scratch, `odd ${format}`);
  const options = ["--layout", "flat", "--format", format, "--fields", "end,instance_tag,action"];
  const written = await run(["flow-write", folder, file("odd.ndjson", records), ...options]);
  expect(written).toEqual({ out: "", err: "", status: 0 });
  const { out } = await run(["flow-write", folder, ...options, "--ddl", "duckdb"]);
  const found = await answers(out, `SELECT "end"::INT, instance_tag, action FROM flow_logs ORDER BY "end"`);
  expect(found).toEqual(tags.map((tag, i) => [i, tag, tag]));
});

test("what cannot be a table is refused, and nothing else is read or written", async () => {
  const ddl = ["--ddl", "athena"];
  expect(await run(["flow-write", "folder", ...ddl])).toEqual({
    out: "",
    err: "flow-write: --ddl: Athena reads buckets; give s3://BUCKET/PREFIX\n",
    status: 2,
  });
  expect(await run(["flow-write", "s3://bucket", "--fields", "start,day", ...ddl])).toEqual({
    out: "",
    err: "flow-write: --ddl: day is also a part of the paths; write the field under another name\n",
    status: 2,
  });
});
