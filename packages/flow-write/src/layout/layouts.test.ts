import { describe, expect, test } from "vitest";
import { type LayoutName, layoutNames, pathOf, readPath } from "./layouts.ts";

// AWS's own examples (docs.aws.amazon.com, vpc/flow-logs-s3-path).
const file = "123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz";
const facts = {
  account: "123456789012",
  region: "us-east-1",
  flowLogId: "fl-1234abcd",
  time: Date.UTC(2018, 5, 20, 16, 20) / 1000,
  hash: "fe123456",
  extension: "log.gz",
};
const hive =
  "AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2018/month=06/day=20";
const paths: Readonly<Record<LayoutName, string>> = {
  aws: `AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/${file}`,
  hourly: `AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/16/${file}`,
  hive: `${hive}/${file}`,
  "hive-hourly": `${hive}/hour=16/${file}`,
  flat: file,
};

test.each(layoutNames)("%s: the path says what it was made of", (layout) => {
  expect(pathOf(layout, facts)).toBe(paths[layout]);
  expect(readPath(layout, paths[layout])).toEqual(facts);
  for (const other of layoutNames.filter((it) => it !== layout)) expect(readPath(other, paths[layout])).toBe(undefined);
});

test.each(layoutNames)("%s: random files", (layout) => {
  for (let i = 1; i < 500; i++) {
    const time = Math.floor((i * 7_919_777) % 70_000_000) * 60;
    const hash = ((i * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0");
    const random = {
      ...facts,
      account: String(i * 1_999_999_973).padStart(12, "0"),
      time,
      hash,
      extension: "log.parquet",
    };
    expect(readPath(layout, pathOf(layout, random) ?? "")).toEqual(random);
  }
});

describe("files that are not of the layout", () => {
  test.each([
    ["another name", paths.aws.replace("vpcflowlogs_us", "cloudtrail_us")],
    ["the account of another folder", paths.aws.replace("/123456789012/", "/123456789013/")],
    ["the day of another folder", paths.aws.replace("/20/", "/21/")],
    ["a prefix", `x/${paths.aws}`],
    ["no such day", paths.aws.replace("06/20", "13/20").replace("20180620", "20181320")],
    ["a hidden name", paths.aws.replace("/1234", "/.1234")],
    ["an upper-case hash", paths.aws.replace("fe123456", "FE123456")],
    ["nothing", ""],
  ])("%s", (_, path) => {
    expect(readPath("aws", path)).toBe(undefined);
  });
});

test("records that are not flow logs have files without an origin, and without a time", () => {
  const unknown = { account: undefined, region: undefined, flowLogId: undefined };
  const names = ["20180620T1620Z_fe123456.log.gz", "fe123456.log.gz"];
  const all = [
    { ...facts, ...unknown },
    { ...facts, ...unknown, time: undefined },
  ];
  expect(all.map((it) => pathOf("flat", it))).toEqual(names);
  expect(names.map((name) => readPath("flat", name))).toEqual(all);
  expect(layoutNames.filter((layout) => pathOf(layout, { ...facts, ...unknown }) !== undefined)).toEqual(["flat"]);
});
