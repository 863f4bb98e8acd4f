// Parquet that we write, read by DuckDB, hyparquet, pyarrow where it is installed, and by ourselves: the records that went in.
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { expect, test } from "vitest";
import { compressionProblem, compressions } from "../../packages/formats/src/parquet/compression.ts";
import { file, run } from "../command.ts";
import { randomCut } from "../fuzz/feed.ts";
import { Random } from "../fuzz/random.ts";
import { askDuckdb, hasPyarrow, parquetOf, readByPyarrow } from "./parquetFile.ts";

type Value = string | bigint | null;
type Flow = Readonly<Record<string, Value>>;

const INT32 = ["version", "srcport", "protocol", "tcp_flags"];
const INT64 = ["packets", "bytes", "start", "end"];
const TEXT = ["srcaddr", "action", "instance_tag", "note"];
const fields = [...INT32, ...INT64, ...TEXT];

function randomValue(name: string, random: Random, few: boolean): Value {
  if (random.once(name === "protocol" ? 2 : 9) || (name === "tcp_flags" && few)) return null;
  if (name === "action") return random.pick(["ACCEPT", "REJECT"]);
  if (name === "srcaddr") return random.once(2) ? `10.0.${random.below(3)}.${random.below(256)}` : "2001:db8::1:2";
  if (TEXT.includes(name)) return random.pick(["", "a b", "ü€😀", 'q"\\\n', random.digits(random.below(few ? 2 : 40))]);
  const large = INT64.includes(name) && !["start", "end"].includes(name);
  return few ? BigInt(random.below(4)) : BigInt.asIntN(large ? 64 : 31, BigInt(random.digits(large ? 20 : 9)));
}

function randomFlows(random: Random, count: number): Flow[] {
  // Columns of few values get a dictionary, others do not; runs of one value are written as runs.
  const few = new Set(fields.filter(() => random.once(2)));
  let before: Flow = {};
  return random.times(count, () => {
    const isRun = !random.once(3);
    before = Object.fromEntries(
      fields.map((name) => [
        name,
        isRun && before[name] !== undefined ? before[name] : randomValue(name, random, few.has(name)),
      ]),
    );
    return before;
  });
}

/** Every number as it is, unlike JSON.stringify. */
function ndjsonOf(flows: readonly Flow[], omitsNull: () => boolean = () => false): string {
  return flows
    .map((flow) => {
      const members = Object.entries(flow).filter(([, value]) => value !== null || !omitsNull());
      return `{${members.map(([name, value]) => member(name, value)).join(",")}}\n`;
    })
    .join("");
}

function member(name: string, value: Value): string {
  return `"${name}":${typeof value === "bigint" ? value : JSON.stringify(value)}`;
}

const asTexts = (flows: readonly Flow[]): unknown[] =>
  flows.map((flow) =>
    Object.fromEntries(fields.map((name) => [name, flow[name] === null ? null : String(flow[name])])),
  );

const kept = compressions.filter((it) => compressionProblem(it) === undefined);

test.each(kept.flatMap((compression) => [1, 2].map((seed) => [compression, seed] as const)))(
  "random values and nulls of every type, %s, %d",
  async (compression, seed) => {
    const random = new Random(seed);
    const flows = randomFlows(random, random.pick([1, 7, 9000, 30_000]));
    const cut = randomCut(random);
    const { bytes, losses } = await parquetOf(
      ndjsonOf(flows, () => random.once(2)),
      fields,
      {
        compression,
        endsGroup: () => random.once(6),
        cut: () => 50 * cut(),
      },
    );
    expect(losses).toEqual({ misfits: new Map(), cutFractions: new Map() });
    const path = file(`random-${compression}-${seed}.parquet`, bytes);
    const wanted = asTexts(flows);

    const names = fields.map((name) => `"${name}"::VARCHAR`).join(", ");
    const rows = await askDuckdb(`SELECT ${names} FROM '${path}'`);
    expect(rows.map((row) => Object.fromEntries(fields.map((name, i) => [name, row[i]])))).toEqual(wanted);

    const objects = await parquetReadObjects({ file: new Uint8Array(bytes).buffer, compressors });
    const texts = objects.map((flow) =>
      Object.fromEntries(Object.entries(flow).map(([name, value]) => [name, value === null ? null : String(value)])),
    );
    expect(texts).toEqual(wanted);

    const { out, err } = await run(["flowlogs-read", path]);
    expect({ err, lines: out.split("\n") }).toEqual({ err: "", lines: ndjsonOf(flows).split("\n") });

    expect(hasPyarrow ? readByPyarrow(path) : wanted).toEqual(wanted);
  },
);

test("what a column cannot hold is null, and counted; times lose their fraction", async () => {
  const records = [
    '{"bytes":9223372036854775807,"srcport":2147483647,"start":1700000000.75}',
    '{"bytes":-9223372036854775808,"srcport":-2147483648,"start":1700000001123}',
    '{"bytes":9223372036854775808,"srcport":2147483648,"start":-1.5}',
    '{"bytes":-9223372036854775809,"srcport":"http","start":"soon"}',
    '{"bytes":5.00,"srcport":"443","start":"1700000002000"}',
    '{"bytes":5.5,"srcport":1e3,"start":true}',
  ];
  const { bytes, losses } = await parquetOf(`${records.join("\n")}\n`, ["bytes", "srcport", "start"]);
  expect(await askDuckdb(`SELECT * FROM '${file("misfits.parquet", bytes)}'`)).toEqual([
    ["9223372036854775807", 2147483647, "1700000000"],
    ["-9223372036854775808", -2147483648, "1700000001"],
    [null, null, null],
    [null, null, null],
    ["5", 443, "1700000002"],
    [null, null, null],
  ]);
  expect(losses).toEqual({
    misfits: new Map([
      ["bytes", 3],
      ["srcport", 3],
      ["start", 3],
    ]),
    cutFractions: new Map([["start", 2]]),
  });
});

test("fields that we do not know are texts; bytes that are not UTF-8 are replaced", async () => {
  const records = Buffer.concat([
    Buffer.from(
      '{"my-field":12.50,"srcaddr":"::ffff:10.0.0.1","details":{"a":[1]}}\n{"my-field":"x","details":false}\n',
    ),
    Buffer.from('{"my-field":"'),
    Buffer.from([0x61, 0xff, 0xc3, 0xa9, 0xf0, 0x9f, 0x62, 0xe2, 0x82]),
    Buffer.from('"}\n'),
  ]);
  const { bytes, losses } = await parquetOf(records, ["my-field", "srcaddr", "details", "absent"]);
  expect(await askDuckdb(`SELECT * FROM '${file("unknown.parquet", bytes)}'`)).toEqual([
    ["12.50", "::ffff:10.0.0.1", '{"a":[1]}', null],
    ["x", null, "false", null],
    // Each byte for itself, as in NDJSON.
    ["a\ufffdé\ufffd\ufffdb\ufffd\ufffd", null, null, null],
  ]);
  expect(losses.misfits.size).toBe(0);
});

test("values larger than pages and regions", async () => {
  const sizes = [10, 100_000, 3_000_000, 5, 0];
  const flows = sizes.map((size, i) => ({ note: String.fromCodePoint(97 + i).repeat(size), bytes: BigInt(i) }));
  const { bytes } = await parquetOf(ndjsonOf(flows), ["note", "bytes"]);
  const rows = await askDuckdb(`SELECT length(note), left(note, 1), bytes FROM '${file("large.parquet", bytes)}'`);
  expect(rows).toEqual(
    sizes.map((size, i) => [String(size), size && String.fromCodePoint(97 + i), String(i)].map((it) => it || "")),
  );
});

test("statistics of each row group, by which readers leave out what cannot match", async () => {
  const random = new Random(5);
  const flows = randomFlows(random, 5000);
  const { bytes } = await parquetOf(ndjsonOf(flows), fields, { endsGroup: () => random.once(2), cut: () => 100_000 });
  const path = file("statistics.parquet", bytes);
  const groups = await askDuckdb(
    `SELECT row_group_id, any_value(row_group_num_rows) FROM parquet_metadata('${path}') GROUP BY 1 ORDER BY 1`,
  );
  expect(groups.length).toBeGreaterThan(1);
  let from = 0;
  for (const [group, count] of groups) {
    const part = flows.slice(from, from + Number(count));
    from += part.length;
    const told = await askDuckdb(
      `SELECT path_in_schema, stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata('${path}') WHERE row_group_id = ${String(group)} ORDER BY column_id`,
    );
    expect(told).toEqual(fields.map((name) => [name, ...boundsOf(part.map((flow) => flow[name] ?? null))]));
  }
  expect(from).toBe(flows.length);
});

function boundsOf(values: readonly Value[]): readonly (string | null)[] {
  const known = values.filter((value) => value !== null);
  // Texts are in the order of their UTF-8 bytes.
  const sorted = known.toSorted((a, b) =>
    typeof a === "bigint" && typeof b === "bigint"
      ? Number(a > b) - Number(a < b)
      : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))),
  );
  const text = (value: Value | undefined): string | null => (value == null ? null : String(value));
  return [text(sorted[0]), text(sorted.at(-1)), String(values.length - known.length)];
}

test("a file without records, and what is in the footer", async () => {
  const metadata = { "flowlogs.records": "0", "flowlogs.note": "first and last" };
  const { bytes } = await parquetOf("", ["srcaddr", "bytes"], { metadata });
  const path = file("empty.parquet", bytes);
  expect(await askDuckdb(`SELECT count(*), any_value(srcaddr) FROM '${path}'`)).toEqual([["0", null]]);
  const pairs = await askDuckdb(`SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata('${path}')`);
  expect(pairs).toEqual(Object.entries(metadata));
  const types = await askDuckdb(`SELECT column_name, column_type FROM (DESCRIBE FROM '${path}')`);
  expect(types).toEqual([
    ["srcaddr", "VARCHAR"],
    ["bytes", "BIGINT"],
  ]);
  expect(await run(["flowlogs-read", path])).toMatchObject({ out: "", err: "" });
});
