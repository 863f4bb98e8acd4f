// flow-query --engine athena against a double that executes: the rows are those of the pipeline here, nothing dear is run without
// --yes, and what goes wrong there is an error and no answer.
import { afterAll, beforeAll, expect, test } from "vitest";
import { execute } from "../../packages/cli/src/run.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import { AthenaDouble, type CatalogTable } from "../doubles/athena.ts";
import { duckdbWith } from "../doubles/athenaOnDuckdb.ts";
import { FakeAws } from "../doubles/aws.ts";
import { FakeS3 } from "../doubles/s3.ts";

const keys = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "s" };
const TERABYTE = 1e12;
const window = "--start 1700000000 --end 1700086400";
const flows: CatalogTable = {
  columns: (
    "version:int account_id:string interface_id:string srcaddr:string dstaddr:string srcport:int dstport:int protocol:bigint " +
    "packets:bigint bytes:bigint start:bigint end:bigint action:string log_status:string"
  )
    .split(" ")
    .map((text): readonly [string, string] => {
      const [name = "", type = ""] = text.split(":");
      return [name, type];
    }),
  partitions: [
    ["year", "string"],
    ["month", "string"],
    ["day", "string"],
  ],
  location: "s3://big/flows/",
};
const lines = Array.from({ length: 60 }, (_, i) => {
  const at = 1_700_000_000 + i * 600;
  if (i % 7 === 3) return `2 1 eni-1 - - - - - - - ${at} ${at + 60} - NODATA`;
  const action = i % 6 === 1 ? "REJECT" : "ACCEPT";
  return `2 1 eni-${i % 3} 10.0.0.${i % 5} 10.1.0.1 ${1024 + i} ${[443, 80, 22][i % 3]} 6 ${i} ${i * i} ${at} ${at + 60} ${action} OK`;
});

const aws = new FakeAws();
const s3 = new FakeS3();
const environment = process.env;
let athena: AthenaDouble;

beforeAll(async () => {
  athena = new AthenaDouble(await duckdbWith(flows, lines), s3);
  athena.tables.set("AwsDataCatalog.logs.flows", flows);
  aws.services.push(athena);
  s3.pretend("big", "flows/year=2023/month=11/day=15/a.parquet", 1000);
  const [url, s3Url] = [await aws.listen(), await s3.listen()];
  process.env = { ...environment, ...keys, AWS_ENDPOINT_URL: url, AWS_ENDPOINT_URL_S3: s3Url };
});

afterAll(async () => {
  process.env = environment;
  await Promise.all([aws.close(), s3.close()]);
});

/** What was asked apart from the names of the partitions, which reads no data. */
function questions(): readonly string[] {
  return athena.executions.map(({ sql }) => sql).filter((sql) => !sql.includes("$partitions"));
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const files = { "refused.list": "eni-0\neni-2\n" };

async function ran(words: readonly string[], stdin = ""): Promise<Ran> {
  const host = memoryHost({ env: keys, stdin, files });
  const code = await execute(command, words, host);
  return { code, out: host.out(), err: host.err() };
}

const there = (pipeline: string, ...words: readonly string[]): Promise<Ran> =>
  ran(["--engine", "athena", "--table", "logs.flows", ...words, `read ${window} | ${pipeline}`]);

test.each([
  "group --by srcaddr,action 'sum(bytes)' 'count()' 'max(packets)'",
  "group --by action 'sum(bytes)' 'count(srcaddr)' --keep-null",
  "filter 'dstport = https and not action = REJECT' | group --by srcaddr 'sum(bytes) as b' | top 3 --by b",
  "filter 'dstport != 443' | group --by interface_id 'count()' --having 'count() > 3'",
  "group --by dstport 'sum(bytes)/count() as each' 'count(action = REJECT)'",
  "filter 'action = NONE' | group 'count()' 'sum(bytes)'",
  "filter 'bytes > 3000' | top 5 --by 'bytes'",
  "group --by srcaddr 'sum(bytes)' | top 2 --by 'sum(bytes)' --share",
])("%s", async (pipeline) => {
  const { code, out, err } = await there(pipeline);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const here = await ran([`read - ${window} | ${pipeline}`], log);
  const isOrdered = pipeline.includes("| top ");
  const rows = (text: string): readonly string[] => (isOrdered ? text.split("\n") : text.split("\n").toSorted());
  expect(rows(out)).toEqual(rows(here.out));
  expect(out).not.toBe("");
});

test("what costs more than --max-cost is not run without --yes", async () => {
  s3.pretend("big", "flows/year=2023/month=11/day=14/b.parquet", 10 * TERABYTE);
  const started = questions().length;
  const dear = await there("group 'count()'");
  expect(dear).toMatchObject({ code: 2, out: "" });
  expect(dear.err).toContain("this will cost about 50.00 USD: 9.09 TiB at 5 USD a TB read");
  const explained = await there("group 'count()'", "--explain");
  expect(explained.out).toContain("will read: 9.09 TiB in 2 objects of 2 partitions");
  expect(questions().length).toBe(started);
  expect(await there("group 'count()'", "--yes")).toMatchObject({ code: 0, out: '{"count()":60}\n' });
  s3.remove("big", "flows/year=2023/month=11/day=14/b.parquet");
});

test("a question of one day reads the partitions of that day, as --explain says", async () => {
  s3.pretend("big", "flows/year=2023/month=11/day=13/c.parquet", 10 * TERABYTE);
  s3.pretend("big", "flows/year=2022/month=11/day=14/d.parquet", 10 * TERABYTE);
  const { out } = await there("group 'count()'", "--explain");
  expect(out).toContain("will read: 1000 B in 1 object of 1 partition");
  expect(await there("group 'count()'")).toMatchObject({ code: 0, out: '{"count()":60}\n' });
  // 1700000000 is 22:13 of the 14th; what starts until 22:13 of the 15th may be delivered an hour later.
  const condition = `f."year" = '2023' AND f."month" = '11' AND f."day" IN ('14', '15')`;
  expect(athena.executions.at(-1)?.sql).toContain(condition);
  s3.remove("big", "flows/year=2023/month=11/day=13/c.parquet");
  s3.remove("big", "flows/year=2022/month=11/day=14/d.parquet");
});

const sorted = (text: string): readonly string[] => text.split("\n").toSorted();
const log = lines.map((line) => `${line}\n`).join("");

test.each([
  ["group --by action --also-by srcaddr 'count()' 'sum(bytes)'", "its groupings are marked here"],
  ["group --by action 'count()' --totals", "the total is marked here"],
])("records are brought with --yes only: %s", async (pipeline, why) => {
  const started = questions().length;
  const refused = await there(pipeline);
  expect({ code: refused.code, out: refused.out }).toEqual({ code: 2, out: "" });
  expect(refused.err).toMatch(
    new RegExp(`${why}; .*, or add --yes to bring all records that match, and do the rest here`),
  );
  expect(questions().length).toBe(started);
  const { code, out, err } = await there(pipeline, "--yes");
  expect({ code, err: err.includes("all records that match are brought here:") }).toEqual({ code: 0, err: true });
  expect(sorted(out)).toEqual(sorted((await ran([`read - ${window} | ${pipeline}`], log)).out));
  expect(out.split("\n").length).toBeGreaterThan(2);
});

test("a list in a file is a part of the question", async () => {
  const pipeline = "filter 'interface_id in @refused.list' | group --by interface_id 'sum(bytes)'";
  const { code, out, err } = await there(pipeline);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const here = await ran([`read - ${window} | ${pipeline}`], log);
  expect(sorted(out)).toEqual(sorted(here.out));
  // eni-0, eni-2, and a line's end.
  expect(out.split("\n")).toHaveLength(3);
  const missing = await there(pipeline.replace("refused", "nowhere"));
  expect({ code: missing.code, out: missing.out }).toEqual({ code: 2, out: "" });
  expect(missing.err).toContain("nowhere.list");
});

test("bins of a zone beyond the times that are asked about are an error, and nothing is printed", async () => {
  const pipeline = "bin 1d --tz Europe/Berlin | group --by bin 'count()'";
  const words = ["--engine", "athena", "--table", "logs.flows", "--yes"];
  const known = await ran([...words, `read | ${pipeline}`]);
  expect(known).toMatchObject({ code: 0, err: "" });
  expect(sorted(known.out)).toEqual(sorted((await ran([`read - | ${pipeline}`], log)).out));
  // 2055-01-01.
  const late = "2 1 eni-0 10.0.0.1 10.1.0.1 1 443 6 1 1 2682374400 2682374460 ACCEPT OK";
  const other = new AthenaDouble(await duckdbWith(flows, [...lines, late]), s3);
  other.tables.set("AwsDataCatalog.logs.flows", flows);
  aws.services.unshift(other);
  const beyond = await ran([...words, `read | ${pipeline}`]);
  const within = await ran([...words, `read --start 2682374400 --end 2682374500 | ${pipeline}`]);
  aws.services.shift();
  expect({ code: beyond.code, out: beyond.out }).toEqual({ code: 5, out: "" });
  expect(beyond.err).toContain(
    "bins of Europe/Berlin are only known from 2000-01-01T00:00:00Z to 2050-01-01T00:00:00Z",
  );
  expect(within).toMatchObject({ code: 0, out: '{"bin":"2055-01-01T00:00:00+01:00","count()":1}\n' });
});

test.each([
  [
    "a table that is not there",
    ["--table", "logs.flowz"],
    "read | group 'count()'",
    5,
    "Athena has no table AwsDataCatalog.logs.flowz",
  ],
  ["a column that is not there", [], "read | group --by tcp_flags 'count()'", 2, "tcp_flags"],
  ["no table", [], "group 'count()'", 2, "Athena answers about a table"],
])("%s", async (name, words, pipeline, code, problem) => {
  const table = name === "no table" || words.length > 0 ? [] : ["--table", "logs.flows"];
  const result = await ran(["--engine", "athena", ...table, ...words, pipeline]);
  expect({ code: result.code, out: result.out }).toEqual({ code, out: "" });
  expect(result.err).toContain(problem);
});

test("a query that Athena rejects, and credentials that have expired: exit 5, and nothing is printed", async () => {
  athena.rejects = "line 1:8: Column 'bytes' cannot be resolved";
  const rejected = await there("group 'count()'");
  expect(rejected).toMatchObject({ code: 5, out: "" });
  expect(rejected.err).toContain(
    "Athena did not answer, the query is FAILED: line 1:8: Column 'bytes' cannot be resolved",
  );
  athena.rejects = undefined;
  aws.behaviour.trouble = () => ({ error: "ExpiredTokenException", message: "expired" });
  const expired = await there("group 'count()'");
  expect(expired).toMatchObject({ code: 5, out: "" });
  expect(expired.err).toContain("the credentials have expired; get new ones");
  aws.behaviour.trouble = undefined;
});
