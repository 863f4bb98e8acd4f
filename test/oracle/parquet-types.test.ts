// Values of every type in every encoding and compression that DuckDB and, where it is installed, Arrow write: we read what DuckDB reads.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { file, run, scratch, shell } from "../command.ts";
import { hasPyarrow } from "./parquetFile.ts";

/** Runs statements of DuckDB. */
async function duckdb(...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    for (const statement of statements) await connection.run(statement);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The file as DuckDB reads it, in NDJSON. */
async function byDuckdb(path: string): Promise<string> {
  await duckdb(`COPY (FROM '${path}') TO '${path}.out' (FORMAT json)`);
  return readFileSync(`${path}.out`, "utf8");
}

/** Where we read something else than DuckDB; `twin`: a file with the same values, where DuckDB does not know an encoding. */
async function difference(path: string, twin = path, ...words: string[]): Promise<unknown> {
  const wanted = (await byDuckdb(twin)).split("\n");
  const { out, err, status } = await run(["flowlogs-read", path, ...words]);
  if (err !== "" || status !== 0 || out.length < 10_000) return { path, err, status };
  const got = out.split("\n");
  const place = got.findIndex((line, i) => line !== wanted[i]);
  return place < 0 && got.length === wanted.length ? undefined : [path, place, got[place], wanted[place]];
}

test.each(["encodings", "encodings-v2"])("what Arrow wrote in all of its encodings: %s", async (name) => {
  const path = join(import.meta.dirname, `../fixtures/parquet/${name}.parquet`);
  const known = ["shared", "lengths", "account_id", "start", "wild", "narrow", "constant"];
  await duckdb(`COPY (SELECT ${known.join()} FROM '${path}') TO '${scratch}/${name}.parquet' (FORMAT parquet)`);
  expect(await difference(path, join(scratch, `${name}.parquet`), "--fields", known.join())).toBeUndefined();
  // Whole numbers whose bytes are apart: by the formulas of fixtures/generate/arrow.py.
  const split = Array.from({ length: 700 }, (_, i) => {
    const back = 699n - BigInt(i);
    const wild = (back % 2n === 0n ? 1n : -1n) * (2n ** 63n - 1n - back * 7919n ** 2n);
    return i % 13 === 5 ? '{"split":null,"short_split":null}' : `{"split":${wild},"short_split":${i * 7919 - 2 ** 20}}`;
  });
  const { out } = await run(["flowlogs-read", path, "--fields", "split,short_split"]);
  expect(out.trim().split("\n")).toEqual(split);
});

/** Numbers of every width, near zero and far from it, and as far as they go; texts long, short, empty and not ASCII. */
const rows = `SELECT
  CASE WHEN i % 5 <> 0 THEN i::TINYINT END AS tiny, (i * 31 - 20000)::SMALLINT AS small, (i * 7919 * (1 - i % 2 * 2))::INTEGER AS whole,
  CASE WHEN i % 7 <> 0 THEN (9223372036854775807 - i * 1000003) * (1 - i % 2 * 2) END AS large,
  (10 ** (i % 16))::BIGINT - i % 3 AS bytes, 0::BIGINT AS packets,
  CASE WHEN i % 3 <> 0 THEN repeat('x', i % 40) || 'é' || i END AS text, '10.' || i % 3 || '.0.1' AS srcaddr,
  i % 2 = 0 AS flag, 1700000000 + i AS start FROM range(120) t(i)`;

const options = [
  "CODEC uncompressed, PARQUET_VERSION v1",
  "CODEC snappy, PARQUET_VERSION v1, DICTIONARY_SIZE_LIMIT 1",
  "CODEC gzip, PARQUET_VERSION v1, ROW_GROUP_SIZE 40",
  "CODEC zstd, PARQUET_VERSION v2",
  "CODEC snappy, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1",
  "CODEC gzip, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE 40",
  "CODEC brotli, PARQUET_VERSION v2",
  "CODEC lz4_raw, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1",
];

test.each(options.map((option, i) => [option, i] as const))("%s", async (option, i) => {
  const path = join(scratch, `types-${i}.parquet`);
  await duckdb(`COPY (${rows}) TO '${path}' (FORMAT parquet, ${option})`);
  expect(await difference(path)).toBeUndefined();
});

test.each(options.map((option, i) => [option, i] as const))("what is no number, %s", async (option, i) => {
  const path = join(scratch, `reals-${i}.parquet`);
  const reals = `SELECT unnest(['1.5', 'nan', 'inf', '-inf', '-0.25', NULL]::DOUBLE[]) AS double, unnest(['0.5', 'nan', 'inf', '-inf', NULL, '8']::FLOAT[]) AS real`;
  await duckdb(`COPY (${reals}) TO '${path}' (FORMAT parquet, ${option})`);
  const { out, err } = await run(["flowlogs-read", path]);
  expect(err).toBe("");
  expect(out.trim().split("\n")).toEqual([
    '{"double":1.5,"real":0.5}',
    '{"double":"NaN","real":"NaN"}',
    '{"double":"Infinity","real":"Infinity"}',
    '{"double":"-Infinity","real":"-Infinity"}',
    '{"double":-0.25,"real":null}',
    '{"double":null,"real":8}',
  ]);
});

test.each([
  ["TIMESTAMP_MS", 3, "PARQUET_VERSION v1"],
  ["TIMESTAMP", 6, "PARQUET_VERSION v1, CODEC gzip"],
  ["TIMESTAMP", 6, "PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1"],
  ["TIMESTAMPTZ", 6, "PARQUET_VERSION v2"],
  ["TIMESTAMP_NS", 9, "PARQUET_VERSION v2"],
] as const)("a time of type %s is in seconds, with %i digits at most: %s", async (type, digits, option) => {
  const path = join(scratch, `times-${type}-${option.length}.parquet`);
  const step = digits === 3 ? 8_765_432.125 : 8_765_432.1875;
  const start = (i: number): number => (i - 200) * step;
  const times = `SELECT CASE WHEN i % 4 <> 1 THEN to_timestamp((i - 200) * ${step})::${type} END AS start, i AS bytes FROM range(400) t(i)`;
  await duckdb(`SET TimeZone = 'UTC'; COPY (${times}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 100, ${option})`);
  const { out, err } = await run(["flowlogs-read", path]);
  expect(err).toBe("");
  const wanted = Array.from({ length: 400 }, (_, i) => `{"start":${i % 4 === 1 ? null : start(i)},"bytes":${i}}`);
  expect(out.trim().split("\n")).toEqual(wanted);
  const window = ["--start", "1000000000", "--end", "1008765000", "--stats=json"];
  const few = await run(["flowlogs-read", path, ...window]);
  const inside = Array.from({ length: 400 }, (_, i) => i).filter((i) => start(i) >= 1e9 && start(i) < 1_008_765_000);
  expect(few.out.trim().split("\n").length).toBe(inside.filter((i) => i % 4 !== 1).length);
});

test.each(["PARQUET_VERSION v1", "PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1"])(
  "half a million rows are read in little memory: %s",
  async (option) => {
    const path = join(scratch, "many.parquet");
    const many = `SELECT '10.' || hash(i) % 250 || '.0.' || i % 250 AS srcaddr, (hash(i) % 100000000)::BIGINT AS bytes, i AS start FROM range(500000) t(i)`;
    await duckdb(`COPY (${many}) TO '${path}' (FORMAT parquet, ${option})`);
    const peak = file("peak.mjs", 'process.on("exit", () => console.error(process.resourceUsage().maxRSS));');
    const { out, err } = await shell(`NODE_OPTIONS="--import ${peak}" flowlogs-read ${path} | wc -l`);
    expect(out.trim()).toBe("500000");
    // A row group after the other, in the same memory. Node itself takes 16,000 KB more since 22.
    expect(Number(err)).toBeLessThan(process.versions.node.startsWith("20.") ? 110_000 : 126_000);
  },
);

const writer = `
import random, sys, pyarrow as pa, pyarrow.parquet as pq
random.seed(7)
n = 3000
def some(make): return [None if random.random() < 0.2 else make(i) for i in range(n)]
wide = lambda i: random.choice([random.randrange(-2**63, 2**63), random.randrange(-9, 9), i])
table = pa.table({
  "text": some(lambda i: random.choice(["", "a", "eni-%d" % (i // 9), "é" * (i % 5)])),
  "bytes": pa.array(some(wide), pa.int64()),
  "small": pa.array(some(lambda i: random.randrange(-2**31, 2**31)), pa.int32()),
  "same": ["ACCEPT"] * n,
  "start": pa.array(range(1700000000, 1700000000 + n), pa.int64()),
})
plain = [dict(), dict(use_dictionary=False), dict(use_dictionary=["same"], column_encoding=dict(text="DELTA_BYTE_ARRAY", bytes="DELTA_BINARY_PACKED", small="DELTA_BINARY_PACKED", start="DELTA_BINARY_PACKED")),
  dict(use_dictionary=False, column_encoding=dict(text="DELTA_LENGTH_BYTE_ARRAY", bytes="BYTE_STREAM_SPLIT", small="DELTA_BINARY_PACKED", same="DELTA_BYTE_ARRAY", start="BYTE_STREAM_SPLIT"))]
for c in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
  for v in ["1.0", "2.0"]:
    for i, more in enumerate(plain):
      pq.write_table(table, "%s/arrow-%s-%s-%d.parquet" % (sys.argv[1], c, v, i), compression=c, data_page_version=v, data_page_size=4000, row_group_size=1300, write_page_checksum=i == 1, store_schema=False, **more)
`;

test.skipIf(!hasPyarrow)(
  "what Arrow writes, in each encoding, compression and version",
  { timeout: 120_000 },
  async () => {
    const { stderr, status } = spawnSync(process.env["FLOWLOGS_PYTHON"] ?? "python3", ["-c", writer, scratch], {
      encoding: "utf8",
    });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    for (const codec of ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]) {
      for (const version of ["1.0", "2.0"]) {
        const path = (i: number): string => join(scratch, `arrow-${codec}-${version}-${i}.parquet`);
        for (const i of [0, 1, 2, 3]) expect(await difference(path(i), path(i === 3 ? 1 : i))).toBeUndefined();
      }
    }
  },
);
