// The Parquet that flow-write puts into the folders of each layout, read by others: DuckDB, and pyarrow where it is installed. They
// find the records, the types that AWS has, the compression that was asked for, and in each footer what is in the file.
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { layoutNames } from "../../packages/flow-write/src/layout/layouts.ts";
import { compressionProblem } from "../../packages/formats/src/parquet/compression.ts";
import { type Outcome, scratch, shell } from "../command.ts";
import { askDuckdb, runPython, hasPyarrow } from "./parquetFile.ts";

const flowLog = "--account 123456789012 --region us-east-1 --flow-log-id fl-0a1b2c3d";
const zstd = compressionProblem("zstd") === undefined ? "zstd" : "snappy";
const codecs = { gzip: "GZIP", snappy: "SNAPPY", none: "UNCOMPRESSED", zstd: "ZSTD" } as const;
const compressionOf = { aws: "gzip", hourly: "snappy", hive: zstd, "hive-hourly": "none", flat: "gzip" } as const;
const int32 = ["version", "srcport", "dstport", "protocol"];
const int64 = ["packets", "bytes", "start", "end"];
const fields =
  "version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action log_status".split(
    " ",
  );

/** What is asked of all files of a folder: what is in each, what its footer says, and its types. */
const READ = `
import json, pyarrow.compute as pc, pyarrow.dataset as ds, pyarrow.parquet as pq, sys
def read(folder, is_hive):
    files = ds.dataset(folder, format="parquet", partitioning="hive" if is_hive else None)
    table = files.to_table()
    answer = {"rows": table.num_rows, "bytes": pc.sum(table["bytes"]).as_py(), "nulls": table["srcaddr"].null_count, "last": pc.max(table["end"]).as_py(), "files": []}
    for name in files.files:
        one = pq.ParquetFile(name)
        kept = {key.decode(): value.decode() for key, value in one.metadata.metadata.items()}
        group = one.metadata.row_group(0)
        answer["files"].append([kept, {it.name: str(it.type) for it in one.schema_arrow}, sorted({group.column(i).compression for i in range(group.num_columns)})])
    return answer
print(json.dumps(read(sys.argv[1], sys.argv[2] == "hive")))
`;

const types = Object.fromEntries(
  fields.map((name) => [name, int32.includes(name) ? "int32" : int64.includes(name) ? "int64" : "string"]),
);

/** Count, sum of bytes, nulls in srcaddr and last end of the sample's records, by jq. */
const jq = "[length, (map(.bytes // 0) | add), (map(select(.srcaddr == null)) | length), (map(.end) | max)]";
const expected: readonly number[] = JSON.parse((await shell(`flowlogs-read sample: | jq -c -s '${jq}'`)).out);

if (!hasPyarrow) console.error("pyarrow is not installed; its tests are skipped");

describe.each(layoutNames)("layout %s", (layout) => {
  const folder = join(scratch, `it's ${layout}`);
  const isHive = layout.startsWith("hive");
  const files = `'${folder.replaceAll("'", "''")}/**/*.parquet'`;
  const from = `read_parquet(${files}, hive_partitioning = ${isHive}, filename = true)`;
  const codec = codecs[compressionOf[layout]];

  let outcome: Outcome | undefined;
  beforeAll(async () => {
    const options = `${flowLog} --layout ${layout} --format parquet --compression ${compressionOf[layout]} -q`;
    outcome = await shell(`flowlogs-read sample: | flow-write "$1" ${options}`, folder);
  });

  test("DuckDB", async () => {
    expect(outcome).toEqual({ out: "", err: "", status: 0 });
    const found = 'count(*)::INT, sum(bytes)::INT, count(*) FILTER (srcaddr IS NULL)::INT, max("end")::INT';
    expect(await askDuckdb(`SELECT ${found} FROM ${from}`)).toEqual([expected]);
    const used = await askDuckdb(`SELECT DISTINCT compression FROM parquet_metadata(${files})`);
    expect(used).toEqual([[codec]]);
    // Each footer has what a scan of its file finds.
    const scanned = await askDuckdb(
      `SELECT filename, count(*)::VARCHAR, min(least(start, "end"))::VARCHAR, max(greatest(start, "end"))::VARCHAR FROM ${from} GROUP BY 1 ORDER BY 1`,
    );
    const told = await askDuckdb(
      `SELECT file_name, map_from_entries(list((key::VARCHAR, value::VARCHAR))) FROM parquet_kv_metadata(${files}) GROUP BY 1 ORDER BY 1`,
    );
    expect(scanned.length).toBeGreaterThan(3);
    expect(told).toEqual(
      scanned.map(([name, count, first, last]) => [
        name,
        expect.arrayContaining([
          { key: "num-records", value: count },
          { key: "first-timestamp", value: first },
          { key: "last-timestamp", value: last },
        ]),
      ]),
    );
  });

  test.skipIf(!isHive)("DuckDB, the folders of Hive", async () => {
    const places = `SELECT DISTINCT "aws-account-id"::VARCHAR, "aws-service", "aws-region", year::INT, month::INT FROM ${from}`;
    expect(await askDuckdb(places)).toEqual([["123456789012", "vpcflowlogs", "us-east-1", 2026, 11]]);
  });

  test.skipIf(!hasPyarrow)("pyarrow", () => {
    const answer: Answer = JSON.parse(runPython(READ, folder, isHive ? "hive" : "none"));
    const { files: read, ...sums } = answer;
    expect(Object.values(sums)).toEqual(expected);
    expect(read.length).toBeGreaterThan(3);
    for (const [kept, found, compressions] of read) {
      expect({ found, compressions }).toEqual({ found: types, compressions: [codec] });
      expect(Object.keys(kept).toSorted()).toEqual(["first-timestamp", "last-timestamp", "num-records"]);
    }
    expect(read.reduce((sum, [kept]) => sum + Number(kept["num-records"]), 0)).toBe(expected[0]);
  });
});

interface Answer {
  readonly rows: number;
  readonly bytes: number;
  readonly nulls: number;
  readonly last: number;
  readonly files: readonly (readonly [
    kept: Readonly<Record<string, string>>,
    types: Readonly<Record<string, string>>,
    compressions: readonly string[],
  ])[];
}
