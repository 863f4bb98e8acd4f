// The client of Athena against a double of it: rows by pages and from the file in S3, what is stopped and what fails, tables of
// the catalog, and what a question reads by the listing of its partitions.
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  assertAffordable,
  type Engine,
  type EngineColumn,
  type EngineQuery,
  engines,
  estimateLines,
  rowWriter,
} from "../../packages/engines/src/index.ts";
import { AthenaDouble, type AthenaResult } from "../doubles/athena.ts";
import { FakeAws } from "../doubles/aws.ts";
import { FakeS3 } from "../doubles/s3.ts";

const keys = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "s" };
const columns: readonly EngineColumn[] = [
  { name: "srcaddr", type: "address" },
  { name: "sum(bytes)", type: "integer" },
  { name: "share", type: "number" },
];
const results = new Map<string, AthenaResult>();
const notes: string[] = [];
const s3 = new FakeS3();
const aws = new FakeAws();
const athena = new AthenaDouble((sql) => {
  const result = results.get(sql);
  return result === undefined ? Promise.reject(new Error(`mismatched input '${sql}'`)) : Promise.resolve(result);
}, s3);
const environment = process.env;
let engine: Engine;

/** Rows with a null, an empty text, quotes, and more digits than a double has. */
function answer(count: number): AthenaResult {
  const types = ["varchar", "bigint", "double"];
  const all = Array.from({ length: count }, (_, i) => [
    [null, "", 'a"b,c\nd', `10.0.0.${i}`][i % 4] ?? null,
    i % 5 === 0 ? null : String(9_007_199_254_740_993n + BigInt(i)),
    i % 2 === 0 ? "1.0E-7" : "2.5",
  ]);
  return { columns: columns.map(({ name }, i) => ({ name, type: types[i] ?? "" })), rows: all };
}

/** The same by hand. */
function written(count: number): string {
  return Array.from({ length: count }, (_, i) => {
    const source = i % 4 === 0 ? null : ["", 'a"b,c\nd', `10.0.0.${i}`][(i % 4) - 1];
    const sum = i % 5 === 0 ? "null" : String(9_007_199_254_740_993n + BigInt(i));
    return `{"srcaddr":${JSON.stringify(source)},"sum(bytes)":${sum},"share":${i % 2 === 0 ? "1e-7" : "2.5"}}\n`;
  }).join("");
}

function query(text: string, window?: EngineQuery["window"]): EngineQuery {
  const table = { name: ["AwsDataCatalog", "logs", "flows"], columns: [], partitions: [] };
  return { engine: "athena", text, columns, notes: [], table, ...(window === undefined ? {} : { window }) };
}

async function rows(asked: EngineQuery, signal = new AbortController().signal): Promise<string> {
  const write = rowWriter(columns);
  let text = "";
  for await (const piece of engine.run(asked, signal)) text += new TextDecoder().decode(write(piece));
  return text;
}

beforeAll(async () => {
  const [url, s3Url] = [await aws.listen(), await s3.listen()];
  aws.services.push(athena);
  process.env = { ...environment, ...keys, AWS_ENDPOINT_URL: url, AWS_ENDPOINT_URL_S3: s3Url };
  const client = await engines.athena.client?.();
  if (client === undefined) throw new Error("no client");
  engine = await client.connect({
    settings: { workgroup: "flows", "output-location": "s3://results/" },
    environment: keys,
    progress: () => {},
    note: ({ problem }) => notes.push(problem),
  });
});

afterAll(async () => {
  await engine.close();
  process.env = environment;
  await Promise.all([aws.close(), s3.close()]);
});

test("few rows come in a page, with every digit, null and empty texts apart", async () => {
  results.set("few", answer(7));
  expect(await rows(query("few"))).toBe(written(7));
  const { input } = athena.executions.at(-1) ?? { input: {} };
  expect(input).toMatchObject({
    WorkGroup: "flows",
    ResultConfiguration: { OutputLocation: "s3://results/" },
    QueryExecutionContext: { Catalog: "AwsDataCatalog", Database: "logs" },
  });
  expect(s3.callsOf("Get")).toEqual([]);
});

test("many rows are read from the file in S3, in one piece or several", async () => {
  results.set("many", answer(2500));
  expect(await rows(query("many"))).toBe(written(2500));
  expect(s3.callsOf("Get").length).toBeGreaterThan(0);
});

test("without the permission to read the file they come in pages", async () => {
  s3.behaviour.trouble = () => ({ code: "AccessDenied", status: 403 });
  expect(await rows(query("many"))).toBe(written(2500));
  delete s3.behaviour.trouble;
});

test("an answer of a time that is over is used again, and that is told", async () => {
  athena.isReused = true;
  await rows(query("few", { start: 1_700_000_000, end: 1_700_003_600 }));
  expect(athena.executions.at(-1)?.input).toMatchObject({
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 60 } },
  });
  expect(notes).toEqual(["this is the answer of an earlier run of the same query, no older than 60 minutes"]);
  athena.isReused = false;
  await rows(query("few", { start: 1_700_000_000 }));
  expect(athena.executions.at(-1)?.input).not.toHaveProperty("ResultReuseConfiguration");
});

test("a query that nobody waits for any more is stopped", async () => {
  athena.polls = 1000;
  const end = new AbortController();
  const all = rows(query("few"), end.signal);
  while (athena.executions.at(-1)?.polls !== 999) await new Promise((done) => setTimeout(done, 5));
  end.abort(new Error("over"));
  await expect(all).rejects.toThrow("over");
  expect(athena.executions.at(-1)?.isStopped).toBe(true);
  athena.polls = 0;
});

test("a query that Athena rejects ends in its words", async () => {
  await expect(rows(query("SELEC"))).rejects.toThrow(
    "Athena did not answer, the query is FAILED: mismatched input 'SELEC'",
  );
});

test.each([
  ["ExpiredTokenException", "the credentials have expired"],
  ["InvalidRequestException", "Athena refuses the query: No output location provided"],
])("%s ends the run", async (error, words) => {
  aws.behaviour.trouble = () => ({ error, message: "No output location provided" });
  await expect(rows(query("few"))).rejects.toThrow(words);
  aws.behaviour.trouble = undefined;
});

test("a table of the catalog has columns, partitions and a place", async () => {
  athena.tables.set("AwsDataCatalog.logs.flows", {
    columns: [
      ["srcaddr", "string"],
      ["bytes", "bigint"],
    ],
    partitions: [
      ["aws-region", "string"],
      ["year", "string"],
      ["date", "date"],
    ],
    location: "s3://logs/AWSLogs/",
  });
  const counts = Array.from({ length: 2 }, (_, i) => ({ name: `_col${i}`, type: "bigint" }));
  const looks = `SELECT count(*), count_if(regexp_like(CAST("year" AS VARCHAR), '^\\d{4}$')) FROM "AwsDataCatalog"."logs"."flows$partitions"`;
  results.set(looks, { columns: counts, rows: [["3", "3"]] });
  expect(await engine.describe("logs.flows")).toEqual({
    name: ["AwsDataCatalog", "logs", "flows"],
    columns: [
      { name: "srcaddr", stored: "string", type: "text" },
      { name: "bytes", stored: "bigint", type: "integer" },
    ],
    partitions: [
      { name: "aws-region", stored: "string", type: "text", unit: "other" },
      { name: "year", stored: "string", type: "text", unit: "year" },
      { name: "date", stored: "date", type: "text", unit: "date" },
    ],
    location: "s3://logs/AWSLogs/",
  });
  // Years that are something else are not compared with a year.
  results.set(looks, { columns: counts, rows: [["3", "2"]] });
  expect((await engine.describe("logs.flows")).partitions[1]).toMatchObject({ name: "year", unit: "other" });
  await expect(engine.describe("logs.flowz")).rejects.toThrow("Athena has no table AwsDataCatalog.logs.flowz");
  await expect(engine.describe("a.b.c.d")).rejects.toThrow('"a.b.c.d" is not the name of a table');
});

test("what a question reads is what is listed of the partitions of its time", async () => {
  const TERABYTE = 1e12;
  for (const day of ["01", "02", "03"]) {
    for (const file of ["a", "b"]) {
      s3.pretend("big", `flows/year=2026/month=11/day=${day}/${file}.parquet`, 5 * TERABYTE);
    }
  }
  s3.pretend("big", "flows/year=2025/month=11/day=02/a.parquet", TERABYTE);
  const partitions = (["year", "month", "day"] as const).map((unit) => ({
    name: unit,
    stored: "string",
    type: "text" as const,
    unit,
  }));
  // The second of November 2026 but for its last hour, of which records are in the files of the next day too.
  const window = { start: 1_793_577_600, end: 1_793_577_600 + 22 * 3600 };
  const table = { name: ["c", "d", "big"], columns: [], partitions, location: "s3://big/flows" };
  const estimate = await engine.estimate({ ...query("few", window), table });
  expect(estimate).toMatchObject({ bytes: 10 * TERABYTE, objects: 2, cost: { dollars: 50 } });
  expect(estimate.partitions).toEqual(["year=2026/month=11/day=02/"]);
  expect(estimateLines(estimate)).toEqual([
    "will read: 9.09 TiB in 2 objects of 1 partition (the objects in S3; of Parquet it reads less)",
    "will cost: 50.00 USD, at 5 USD a TB read (us-east-1, 2026-06, not checked with AWS; other Regions differ)",
  ]);
  const started = athena.executions.length;
  expect(() => assertAffordable(estimate, { most: 1, isGiven: false })).toThrow("this will cost about 50.00 USD");
  expect(() => assertAffordable(estimate, { most: 60, isGiven: false })).not.toThrow();
  expect(() => assertAffordable(estimate, { most: 1, isGiven: true })).not.toThrow();
  expect(athena.executions.length).toBe(started);
});
