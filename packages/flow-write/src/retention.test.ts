import { expect, test } from "vitest";
import { expired, removeAll, type RetentionScope } from "./retention.ts";

const before = Date.parse("2026-10-21T10:00Z") / 1000;
const folder = "AWSLogs/123456789012/vpcflowlogs/us-east-1";
const name = "123456789012_vpcflowlogs_us-east-1_fl-1234abcd";
const old = `${folder}/2026/10/21/${name}_20261021T0955Z_fe123456.log.gz`;

async function found(paths: readonly string[], scope: Partial<RetentionScope> = {}): Promise<string[]> {
  const asked: string[] = [];
  const destination = {
    async *list(prefix: string) {
      asked.push(prefix);
      yield* paths.map((path) => ({ path, size: 1 }));
    },
  };
  const all: string[] = [];
  const of = { layout: "aws", extensions: ["log.gz", "log.parquet"], ...scope } as const;
  for await (const path of expired(destination, of, before)) all.push(path);
  expect(asked).toEqual([of.layout === "flat" ? "" : "AWSLogs/"]);
  return all;
}

test("files of the layout that are older are found by their names", async () => {
  const parquet = old.replace(".log.gz", ".log.parquet");
  const other = old.replaceAll("123456789012", "210987654321").replaceAll("us-east-1", "eu-west-1");
  expect(await found([old, parquet, other])).toEqual([old, parquet, other]);
});

test("of a flow log, an account or a region only, where that is given", async () => {
  expect(await found([old], { account: "210987654321" })).toEqual([]);
  expect(await found([old], { region: "eu-west-1" })).toEqual([]);
  expect(await found([old], { "flow-log-id": "fl-1234abce" })).toEqual([]);
  const all = { account: "123456789012", region: "us-east-1", "flow-log-id": "fl-1234abcd" };
  expect(await found([old], all)).toEqual([old]);
});

test.each([
  ["a file of the time itself", `${folder}/2026/10/21/${name}_20261021T1000Z_fe123456.log.gz`],
  ["another ending", old.replace(".log.gz", ".log.gz.bak")],
  ["a temporary name", old.replace("/123456789012_", "/.123456789012_")],
  ["an ending that is not written", old.replace(".log.gz", ".txt")],
  ["the folder of another day", old.replace("/21/", "/20/")],
  ["the folder of another account", old.replace("AWSLogs/123456789012", "AWSLogs/210987654321")],
  ["the folder of another region", old.replace("/us-east-1/", "/us-east-2/")],
  ["a folder above", `backup/${old}`],
  ["a folder below", old.replace("/21/", "/21/10/")],
  ["a hash that is too short", old.replace("fe123456", "fe12345")],
  ["a hash in capitals", old.replace("fe123456", "FE123456")],
  ["a time that is not one", old.replace("T0955Z", "T9955Z")],
  ["a day that is not one", old.replace("/10/21/", "/10/32/").replace("20261021", "20261032")],
  ["another service", old.replaceAll("vpcflowlogs", "elasticloadbalancing")],
  ["a folder of this name", `${old}/`],
  ["a way out", `AWSLogs/../${old}`],
  [
    "Hive's folders",
    `AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2026/month=10/day=21/${name}_20261021T0955Z_fe123456.log.gz`,
  ],
  ["no folders", `${name}_20261021T0955Z_fe123456.log.gz`],
  [
    "CloudTrail",
    "AWSLogs/123456789012/CloudTrail/us-east-1/2026/10/21/123456789012_CloudTrail_us-east-1_20261021T0955Z_abc.json.gz",
  ],
])("%s is left alone", async (_, path) => {
  expect(await found([path])).toEqual([]);
});

test("in a layout without folders, files in folders are left alone, and those without a time", async () => {
  const flat = `${name}_20261021T0955Z_fe123456.log.gz`;
  expect(
    await found([flat, `a/${flat}`, "fe123456.log.gz", "20261021T0955Z_fe123456.log.gz"], { layout: "flat" }),
  ).toEqual([flat, "20261021T0955Z_fe123456.log.gz"]);
});

async function* manyPaths(): AsyncIterable<string> {
  for (let at = 0; at < 1000; at++) yield String(at);
}

test("a file that cannot be removed ends the removal, and says so", async () => {
  const removed: string[] = [];
  const remove = async (path: string): Promise<void> => {
    if (path === "3") throw new Error("denied");
    removed.push(path);
  };
  await expect(removeAll({ remove }, manyPaths())).rejects.toThrow("denied");
  expect(removed.length).toBeLessThan(20);
});
