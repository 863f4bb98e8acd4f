// flow-query --engine athena over the tables that flow-write --ddl athena makes, one for each layout: which partitions the question
// names, and how much of a bucket that is; both counted by hand.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { execute } from "../../packages/cli/src/run.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import { tableStatement } from "../../packages/flow-write/src/tables/engines.ts";
import { AthenaDouble } from "../doubles/athena.ts";
import { catalogTable } from "../doubles/athenaStatement.ts";
import { FakeAws } from "../doubles/aws.ts";
import { FakeS3 } from "../doubles/s3.ts";

const keys = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "s" };
const fields = "srcaddr dstaddr bytes start end action".split(" ");
const layouts = ["aws", "hourly", "hive", "hive-hourly"] as const;
type Layout = (typeof layouts)[number];

const aws = new FakeAws();
const s3 = new FakeS3();
const environment = process.env;
const athena = new AthenaDouble(() => Promise.resolve({ columns: [{ name: "n", type: "bigint" }], rows: [["1"]] }), s3);

/** The folder of an hour, as flow-write and AWS call it. */
const folders: Readonly<Record<Layout, (date: readonly string[], owner: readonly string[]) => string>> = {
  aws: ([y, m, d], [account, region]) => `${account}/vpcflowlogs/${region}/${y}/${m}/${d}`,
  hourly: ([y, m, d, h], [account, region]) => `${account}/vpcflowlogs/${region}/${y}/${m}/${d}/${h}`,
  hive: ([y, m, d], [account, region]) =>
    `aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${region}/year=${y}/month=${m}/day=${d}`,
  "hive-hourly": ([y, m, d, h], [account, region]) =>
    `aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${region}/year=${y}/month=${m}/day=${d}/hour=${h}`,
};
/** In the bucket are those of other accounts and Regions too. */
const owners = [
  ["123456789012", "eu-west-1"],
  ["123456789012", "us-east-1"],
  ["210987654321", "eu-west-1"],
] as const;
const [FIRST, LAST] = [Date.UTC(2026, 1, 26), Date.UTC(2026, 2, 4)];

function addTable(name: string, layout: Layout, owner: { readonly account?: string; readonly region?: string }): void {
  const statement = tableStatement("athena", {
    destination: `s3://${layout}/logs`,
    layout,
    format: "text",
    fields,
    ...owner,
  });
  if (typeof statement !== "string") throw new Error(statement.problem);
  athena.tables.set(`AwsDataCatalog.logs.${name}`, catalogTable(statement));
}

beforeAll(async () => {
  for (const layout of layouts) {
    addTable(layout.replace("-", "_"), layout, { account: "123456789012", region: "eu-west-1" });
    addTable(`${layout.replace("-", "_")}_injected`, layout, {});
    // An object of a byte for each hour.
    for (let at = FIRST; at < LAST; at += 3_600_000) {
      const date = new Date(at).toISOString().split(/[-T:]/);
      for (const owner of owners) {
        s3.pretend(layout, `logs/AWSLogs/${folders[layout](date, owner)}/${date[3]}.log.gz`, 1);
      }
    }
  }
  aws.services.push(athena);
  const [url, s3Url] = [await aws.listen(), await s3.listen()];
  process.env = { ...environment, ...keys, AWS_ENDPOINT_URL: url, AWS_ENDPOINT_URL_S3: s3Url };
});

afterAll(async () => {
  process.env = environment;
  await Promise.all([aws.close(), s3.close()]);
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ran(...words: readonly string[]): Promise<Ran> {
  const host = memoryHost({ env: keys });
  const code = await execute(command, ["--engine", "athena", ...words], host);
  return { code, out: host.out(), err: host.err() };
}

/** What the question is asked to hold of partitions, and what --explain says that it reads. */
async function explained(table: string, pipeline: string): Promise<{ readonly where: string; readonly read: string }> {
  const { out, err } = await ran("--explain", "--table", `logs.${table}`, pipeline);
  const where = /WHERE (.*) AND f\."start" >= \d/.exec(out)?.[1] ?? `${out}${err}`;
  return { where, read: /will read: (.*) \(/.exec(out)?.[1] ?? `${out}${err}` };
}

const count = "| group 'count() as n'";
const march = `f."year" = 2026 AND f."month" = 3`;
const february = `f."year" = 2026 AND f."month" = 2`;
const hours = (first: number, last: number): string =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i).join(", ");

describe.each([
  {
    // Those of 23:00 may be delivered until 00:59 of the next day.
    title: "a day of February to its end",
    window: "--start 2026-02-27T00:00Z --end 2026-02-28T00:00Z",
    aws: [`f."day" >= '2026/02/27' AND f."day" <= '2026/02/28'`, "48 B in 48 objects of 2 partitions"],
    hourly: [`f."hour" >= '2026/02/27/00' AND f."hour" <= '2026/02/28/00'`, "25 B in 25 objects of 25 partitions"],
    hive: [`${february} AND f."day" IN (27, 28)`, "48 B in 48 objects of 2 partitions"],
    hiveHourly: [
      `((${february} AND f."day" = 27) OR (${february} AND f."day" = 28 AND f."hour" = 0))`,
      "25 B in 25 objects of 25 partitions",
    ],
  },
  {
    title: "three hours over midnight of the end of a month, in the time of Berlin",
    window: "--start 2026-02-28T23:00+01:00 --end 2026-03-01T02:00+01:00",
    aws: [`f."day" >= '2026/02/28' AND f."day" <= '2026/03/01'`, "48 B in 48 objects of 2 partitions"],
    hourly: [`f."hour" >= '2026/02/28/22' AND f."hour" <= '2026/03/01/01'`, "4 B in 4 objects of 4 partitions"],
    hive: [`((${february} AND f."day" = 28) OR (${march} AND f."day" = 1))`, "48 B in 48 objects of 2 partitions"],
    hiveHourly: [
      `((${february} AND f."day" = 28 AND f."hour" IN (22, 23)) OR (${march} AND f."day" = 1 AND f."hour" IN (0, 1)))`,
      "4 B in 4 objects of 4 partitions",
    ],
  },
  {
    title: "an hour within a day",
    window: "--start 2026-03-02T10:30Z --end 2026-03-02T11:30Z",
    aws: [`f."day" >= '2026/03/02' AND f."day" <= '2026/03/02'`, "24 B in 24 objects of 1 partition"],
    hourly: [`f."hour" >= '2026/03/02/10' AND f."hour" <= '2026/03/02/12'`, "3 B in 3 objects of 3 partitions"],
    hive: [`${march} AND f."day" = 2`, "24 B in 24 objects of 1 partition"],
    hiveHourly: [`${march} AND f."day" = 2 AND f."hour" IN (10, 11, 12)`, "3 B in 3 objects of 3 partitions"],
  },
  {
    // The last hours of February the 28th are 2 and 3, and all of March after it has 3 days here.
    title: "from a time on",
    window: "--start 2026-02-28T22:00Z",
    aws: [`f."day" >= '2026/02/28'`, "96 B in 96 objects of 4 partitions"],
    hourly: [`f."hour" >= '2026/02/28/22'`, "74 B in 74 objects of 74 partitions"],
    hive: [
      `((${february} AND f."day" = 28) OR (f."year" = 2026 AND f."month" IN (${hours(3, 12)})) OR (f."year" >= 2027))`,
      "96 B in 96 objects of 4 partitions",
    ],
    hiveHourly: [
      `((${february} AND f."day" = 28 AND f."hour" IN (22, 23)) OR (f."year" = 2026 AND f."month" IN (${hours(3, 12)})) OR (f."year" >= 2027))`,
      "74 B in 74 objects of 74 partitions",
    ],
  },
])("$title", ({ window, aws: inDays, hourly, hive, hiveHourly }) => {
  test.each([
    ["aws", inDays],
    ["hourly", hourly],
    ["hive", hive],
    ["hive_hourly", hiveHourly],
  ])("of the layout %s", async (table, [where = "", read = ""]) => {
    expect(await explained(table, `read ${window} ${count}`)).toEqual({ where, read });
    // Bins by the clocks of a zone change nothing of it.
    const bins = `read ${window} | bin 1h --tz Europe/Berlin | group --by bin 'sum(bytes)'`;
    expect(await explained(table, bins)).toEqual({ where, read });
  });
});

describe("a table that knows neither account nor Region", () => {
  const day = "read --start 2026-03-02T00:00Z --end 2026-03-02T23:00Z";

  test.each(layouts)("of the layout %s is asked about those that the filter names", async (layout) => {
    const table = `${layout.replace("-", "_")}_injected`;
    const filter = `filter 'aws_account_id = 123456789012 and bytes > 5 and aws_region = "eu-west-1"'`;
    const { out } = await ran("--explain", "--table", `logs.${table}`, `${day} | ${filter} ${count}`);
    expect(out).toContain(`(f."aws_account_id" = '123456789012' AND f."bytes" > 5 AND f."aws_region" = 'eu-west-1')`);
    const partitions = layout.endsWith("hourly") ? "24 partitions" : "1 partition";
    expect(out).toContain(`will read: 24 B in 24 objects of ${partitions} (`);
  });

  test("may be asked about several Regions", async () => {
    const filter = `filter 'aws_account_id = 123456789012 and aws_region in ["eu-west-1", "us-east-1"]'`;
    const { read } = await explained("aws_injected", `${day} | ${filter} ${count}`);
    expect(read).toBe("48 B in 48 objects of 2 partitions");
  });

  test.each([
    ["nothing", "", "aws_account_id and aws_region", `'aws_account_id = "123456789012" and aws_region = "eu-west-1"'`],
    ["a part", "| filter 'aws_region = us-east-1' ", "aws_account_id", `'aws_account_id = "123456789012"'`],
    [
      "an alternative",
      "| filter 'aws_region = a or aws_account_id = 1' ",
      "aws_account_id and aws_region",
      "aws_region",
    ],
    ["what is denied", "| filter 'aws_region = a and not aws_account_id = 1' ", "aws_account_id", "aws_account_id"],
    ["an order", "| filter 'aws_region = a and aws_account_id > \"1\"' ", "aws_account_id", "aws_account_id"],
  ])("with %s given is refused, with what to add", async (_, filter, missing, condition) => {
    const started = athena.executions.length;
    const { code, out, err } = await ran("--table", "logs.hive_injected", `${day} ${filter}${count}`);
    expect({ code, out, asked: athena.executions.length - started }).toEqual({ code: 2, out: "", asked: 0 });
    expect(err).toContain(`does not know the values of ${missing}, and each question has to give them; add | filter`);
    expect(err).toContain(condition);
  });
});
