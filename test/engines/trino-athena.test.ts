// flow-query --engine athena on a double of Athena whose SQL Trino executes as it is, over a table in Glue and S3: what each pipeline
// answers there is what it answers here. It comes in pages, or from the file in S3 where it has more than one of them.
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { execute } from "../../packages/cli/src/run.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import { AthenaDouble, type CatalogTable } from "../doubles/athena.ts";
import { executedByTrino } from "../doubles/athenaOnTrino.ts";
import { catalogTable } from "../doubles/athenaStatement.ts";
import { FakeAws } from "../doubles/aws.ts";
import { answeredHere, comparable, withoutApproximate } from "./asked.ts";
import { fewerPlans, isRanked, listFiles, refused } from "./plans.ts";
import { createInBucket, log, window } from "./trino/tables.ts";

const trino = inject("trino");
const s3 = trino?.aws ?? "";
const keys = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "s" };
const environment = process.env;
const aws = new FakeAws();
/** Results are kept in S3, unless the test says that they may not be read there. */
let hasFiles = true;
const files = {
  put: async (bucket: string, key: string, body: string): Promise<void> => {
    if (hasFiles) await fetch(`${s3}/${bucket}/${key}`, { method: "PUT", body });
  },
};
const athena = new AthenaDouble(async (sql) => await executedByTrino(trino?.url ?? "", sql), files);

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ran(pipeline: string, ...words: readonly string[]): Promise<Ran> {
  const host = memoryHost({ env: keys, files: listFiles });
  const table = words.includes("--table") ? [] : ["--table", "athena.flows"];
  const code = await execute(command, ["--engine", "athena", ...table, "--yes", ...words, pipeline], host);
  return { code, out: host.out(), err: host.err() };
}

/** How often the service was asked for this, while that was done. */
async function callsOf(operation: string, work: () => Promise<unknown>): Promise<number> {
  const before = aws.callsOf(operation).length;
  await work();
  return aws.callsOf(operation).length - before;
}

/** The sizes of the objects of a day. */
async function sizesOf(day: string): Promise<readonly number[]> {
  const listing = await (await fetch(`${s3}/athena?list-type=2`)).text();
  const objects = [...listing.matchAll(/<Contents>.*?<\/Contents>/gs)].map(([text]) => text);
  return objects.filter((text) => text.includes(day)).map((text) => Number(/<Size>(\d+)/.exec(text)?.[1]));
}

describe.skipIf(trino?.aws === undefined)("Athena, executed by Trino", () => {
  let table: CatalogTable;
  let records = "";

  beforeAll(async () => {
    table = catalogTable(await createInBucket(s3, "athena"));
    await fetch(`${s3}/results`, { method: "PUT" });
    athena.tables.set("AwsDataCatalog.athena.flows", table);
    records = await answeredHere("read -", log);
    aws.services.push(athena);
    process.env = { ...environment, ...keys, AWS_ENDPOINT_URL: await aws.listen(), AWS_ENDPOINT_URL_S3: s3 };
  }, 120_000);

  afterAll(async () => {
    process.env = environment;
    await aws.close();
  });

  test.concurrent.each(fewerPlans.filter((plan) => !refused.includes(plan)))("%s", async (plan) => {
    const { code, out, err } = await ran(`${window} | ${plan}`);
    expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
    const [there, here] = withoutApproximate(out, await answeredHere(plan, records));
    expect(comparable(there, isRanked(plan))).toEqual(comparable(here, isRanked(plan)));
  });

  test.each(refused)("refused: %s", async (plan) => {
    const asked = athena.executions.length;
    const { code, out } = await ran(`${window} | ${plan}`);
    expect({ code, out, asked: athena.executions.length - asked }).toEqual({ code: 2, out: "", asked: 0 });
  });

  test("Athena was asked about the table in its own name", () => {
    const asked = athena.executions.filter(({ sql }) => sql.includes('FROM "AwsDataCatalog"."athena"."flows"'));
    expect(asked.length).toBeGreaterThan(100);
  });

  test.each([
    ["the file in S3", true, 1],
    ["pages, where the file is not to be had", false, 5],
  ])("many rows come from %s", async (_, isFile, pages) => {
    [hasFiles, athena.pageRows] = [isFile, 100];
    let answer: Ran | undefined;
    const asked = await callsOf("GetQueryResults", async () => {
      answer = await ran(`${window} | filter 'bytes > 1000'`);
    });
    [hasFiles, athena.pageRows] = [true, 1000];
    const here = comparable(await answeredHere("filter 'bytes > 1000'", records), false);
    // With the names 401 to 500: five pages.
    expect(here.length).toBeGreaterThan(400);
    expect({ code: answer?.code, rows: comparable(answer?.out ?? "", false) }).toEqual({ code: 0, rows: here });
    expect(asked).toBe(pages);
  });

  test("a day reads the objects of that day, as --explain says", async () => {
    // Until an hour before the end: what starts later may be delivered a day later.
    const pipeline = "read --start 2025-11-28 --end 2025-11-28T23:00Z | group 'count()'";
    const sizes = await sizesOf("2025/11/28");
    const bytes = sizes.reduce((sum, it) => sum + it, 0);
    const explained = await ran(pipeline, "--explain");
    const [, size = "", objects = ""] =
      /will read: ([\d.]+) KiB in (\d+) objects? of 1 partition/.exec(explained.out) ?? [];
    expect({ objects: Number(objects), kib: Number(size) }).toEqual({
      objects: sizes.length,
      kib: expect.closeTo(bytes / 1024, 1),
    });
    const { code, err } = await ran(pipeline, "--stats=json");
    expect({ code, bytes: JSON.parse(err.split("\n")[0] ?? "").bytes_scanned }).toEqual({ code: 0, bytes });
    const all = await ran(`${window} | group 'count()'`, "--stats=json");
    expect(JSON.parse(all.err.split("\n")[0] ?? "").bytes_scanned).toBeGreaterThan(bytes);
  });

  test.each([
    [
      "a table that is gone",
      "gone",
      "group 'count()'",
      "TABLE_NOT_FOUND: line 3:6: Table 'awsdatacatalog.athena.gone' does not exist",
    ],
    ["a sum beyond 2^63", "flows", "group 'sum(bytes) * 9223372036854775807 as x'", "NUMERIC_VALUE_OUT_OF_RANGE: "],
  ])("%s is an error in the words of the engine", async (_, name, plan, words) => {
    athena.tables.set("AwsDataCatalog.athena.gone", table);
    const { code, out, err } = await ran(`${window} | ${plan}`, "--table", `athena.${name}`);
    expect({ code, out }).toEqual({ code: 5, out: "" });
    expect(err).toContain(`Athena did not answer, the query is FAILED: ${words}`);
  });
});
