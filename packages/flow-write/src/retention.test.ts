import { expect, test } from "vitest";
import { OutputError } from "@flowlogs/cli";
import type { RemovalFailure } from "./destinations/destination.ts";
import { expired, removeAll, type RetentionValues } from "./retention.ts";

const before = Date.parse("2026-10-21T10:00Z") / 1000;
const folder = "AWSLogs/123456789012/vpcflowlogs/us-east-1";
const name = "123456789012_vpcflowlogs_us-east-1_fl-1234abcd";
const old = `${folder}/2026/10/21/${name}_20261021T0955Z_fe123456.log.gz`;

async function found(paths: readonly string[], scope: Partial<RetentionValues> = {}): Promise<string[]> {
  const asked: string[] = [];
  const destination = {
    async *list(prefix: string) {
      asked.push(prefix);
      yield* paths.map((path) => ({ path, size: 1 }));
    },
  };
  const all: string[] = [];
  const of = { layout: "aws", extensions: ["log.gz", "log.parquet"], "roll-time": 300_000, ...scope } as const;
  for await (const path of expired(destination, of, before, () => undefined)) all.push(path);
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

/** The file of another time. */
function pathAt(time: string, day = "21"): string {
  return old.replace("/21/", `/${day}/`).replace("20261021T0955Z", `202610${day}T${time}Z`);
}

test("a file that may have records of a later time stays", async () => {
  const ofDay = pathAt("0000");
  expect(await found([ofDay, pathAt("0000", "20"), pathAt("0005"), pathAt("0955"), pathAt("0956")])).toEqual([
    pathAt("0000", "20"),
    pathAt("0005"),
    pathAt("0955"),
  ]);
  expect(await found([pathAt("0900"), pathAt("0905"), pathAt("0955")], { "roll-time": 3_600_000 })).toEqual([
    pathAt("0900"),
  ]);
  const hour = (time: string): string => pathAt(time).replace("/21/", `/21/${time.slice(0, 2)}/`);
  const hourly = { layout: "hourly" } as const;
  expect(await found(["0800", "0900", "0955", "1000"].map(hour), hourly)).toEqual(["0800", "0900", "0955"].map(hour));
  expect(await found([hour("0900"), hour("0930")], { ...hourly, "roll-time": 3_600_000 })).toEqual([hour("0900")]);
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
  ["a day that its month does not have", old.replace("/10/21/", "/02/31/").replace("20261021", "20260231")],
  ["the leap day of another year", old.replace("/10/21/", "/02/29/").replace("20261021", "20260229")],
  ["the end of a day as hour 24", old.replace("T0955Z", "T2400Z")],
  ["a month that is not one", old.replace("/10/21/", "/00/21/").replace("20261021", "20260021")],
  ["a time that is to come", old.replaceAll("2026", "2126")],
  ["the last time that a name can have", old.replace("/2026/10/21/", "/9999/12/31/").replace("20261021", "99991231")],
  ["seconds in the time", old.replace("T0955Z", "T095500Z")],
  ["a time of another zone", old.replace("T0955Z", "T0955")],
  ["an account of eleven digits", old.replaceAll("123456789012", "12345678901")],
  ["no flow log", old.replace("_fl-1234abcd", "")],
  ["a flow log in capitals", old.replace("fl-1234abcd", "fl-1234ABCD")],
  ["a name in another's folder of the day", old.replace("/21/1", "/21//1")],
  ["more after a line end", `${old}\n`],
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

test("an impossible day in one folder, too", async () => {
  const names = ["20260231T0955Z_fe123456.log.gz", "20260228T2460Z_fe123456.log.gz", "20260228T2400Z_fe123456.log.gz"];
  expect(await found(names, { layout: "flat" })).toEqual([]);
  expect(await found(["20240229T0955Z_fe123456.log.gz"], { layout: "flat" })).toHaveLength(1);
});

async function* manyPaths(count: number, end?: Error): AsyncIterable<string> {
  for (let at = 0; at < count; at++) yield String(at);
  if (end !== undefined) throw end;
}

/** Removes all but some; in which batches. */
function remover(isDenied: (path: string) => boolean) {
  const removed: string[] = [];
  const batches: number[] = [];
  return {
    removed,
    batches,
    remove: async (paths: readonly string[]): Promise<readonly RemovalFailure[]> => {
      batches.push(paths.length);
      removed.push(...paths.filter((path) => !isDenied(path)));
      return paths.filter(isDenied).map((path) => ({ name: path, error: new OutputError("denied") }));
    },
  };
}

test("what cannot be removed does not keep the others from it", async () => {
  const { remove, removed, batches } = remover((path) => path.endsWith("3"));
  const { failures, ...outcome } = await removeAll({ remove }, manyPaths(2500));
  expect(outcome).toEqual({ removed: 2250, failed: 250, interruption: undefined });
  expect(failures.map(({ name: path }) => path)).toEqual(["3", "13", "23", "33", "43", "53", "63", "73", "83", "93"]);
  expect(removed).toHaveLength(2250);
  expect(batches).toEqual([1000, 1000, 500]);
});

test("where the listing ends with an error, what was listed is removed", async () => {
  const { remove, removed } = remover(() => false);
  const end = new Error("denied");
  expect(await removeAll({ remove }, manyPaths(1001, end))).toEqual({
    removed: 1001,
    failed: 0,
    failures: [],
    interruption: { cause: end },
  });
  expect(removed).toHaveLength(1001);
});

test("where nothing more can be removed it ends, and says how much was", async () => {
  const cause = new Error("no network");
  let calls = 0;
  const remove = async (): Promise<readonly RemovalFailure[]> => {
    if (++calls > 1) throw cause;
    return [];
  };
  expect(await removeAll({ remove }, manyPaths(5000))).toMatchObject({ removed: 1000, interruption: { cause } });
  expect(calls).toBe(2);
});
