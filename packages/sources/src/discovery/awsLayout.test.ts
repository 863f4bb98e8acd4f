// What the paths of AWS's documents tell, and that no file is left out that may hold a record of the window.
import { assert, boolean, integer, nat, pre, property } from "fast-check";
import { expect, test } from "vitest";
import { enterFile, placeOf, unwanted, type WantedLogs } from "./awsLayout.ts";

const all: WantedLogs = { accounts: [], regions: [], flowLogs: [] };
const at = (iso: string): number => Date.parse(iso) / 1000;

/** The facts of a path whose last part is a file. */
function placed(path: string): object {
  const cut = path.lastIndexOf("/") + 1;
  const { place, isNamed } = enterFile(placeOf(path.slice(0, cut)), path.slice(cut));
  const { account, region, flowLog, named } = place;
  const time = named === undefined ? undefined : new Date(named.from * 1000).toISOString().slice(0, 16);
  return { account, region, flowLog, time, isNamed };
}

const name = "123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz";
const known = { account: "123456789012", region: "us-east-1", flowLog: "fl-1234abcd", time: "2018-06-20T16:20" };

test.each([
  ["the default", "AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/"],
  ["one folder an hour", "AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/16/"],
  ["a prefix", "bucket/my/logs/AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/"],
  ["an organisation", "AWSLogs/o-a1b2c3d4e5/123456789012/vpcflowlogs/us-east-1/2018/06/20/"],
  [
    "Hive",
    "AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2018/month=06/day=20/",
  ],
  [
    "Hive, one folder an hour",
    "AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2018/month=06/day=20/hour=16/",
  ],
  [
    "a transit gateway's",
    "AWSLogs/aws-account-id=123456789012/service=vpcflowlogs/aws-region=us-east-1/year=2018/month=06/day=20/",
  ],
  ["nothing but the file", ""],
  ["folders of another layout", "2017/other/"],
])("%s: folders and name tell the same", (_, folders) => {
  expect(placed(folders + name)).toEqual({ ...known, isNamed: true });
  const byFolders = placed(`${folders}odd.log`);
  const isLayout = folders.includes("AWSLogs");
  const time = folders.includes("16/") ? "2018-06-20T16:00" : "2018-06-20T00:00";
  expect(byFolders).toEqual(isLayout ? { ...known, flowLog: undefined, time, isNamed: false } : { isNamed: false });
});

test.each([
  "123456789012_vpcflowlogs_us-east-1_fl-0a1b2c3d4e5f60718_20180620T1620Z_fe123456.log.parquet",
  "123456789012_vpcflowlogs_us-gov-west-1_fl-1234abcd_20180620T1620Z_fe123456.log",
  "123456789010_vpcflowlogs_pangaea-1_fl-102010_20150812T1155Z_h45h.log.gz",
])("%s is a name", (file) => {
  expect(placed(file)).toMatchObject({ isNamed: true });
});

test.each([
  "test_file.log.gz",
  "123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20181320T1620Z_fe123456.log.gz",
  "123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T2720Z_fe123456.log.gz",
  "12345_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz",
  "123456789012_CloudTrail_us-east-1_20180620T1620Z_fe123456.json.gz",
  ".123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz.X1",
])("%s is none", (file) => {
  expect(placed(file)).toEqual({ isNamed: false });
});

test.each([
  ["a number that is no account", "123456789012/x/y.log", undefined],
  ["a service first", "vpcflowlogs/us-east-1/2018/06/20/y.log", "2018-06-20T00:00"],
  ["a date that is no layout's", "us-east-1/2018/06/20/y.log", undefined],
  ["Hive's date alone", "year=2018/month=06/day=20/y.log", undefined],
  ["no such month", "vpcflowlogs/us-east-1/2018/13/y.log", "2018-01-01T00:00"],
  ["one folder more", "vpcflowlogs/us-east-1/2018/06/20/copy/07/y.log", "2018-06-20T00:00"],
])("%s", (_, path, time) => {
  expect(placed(path)).toMatchObject({ account: undefined, time, isNamed: false });
});

test.each<[path: string, wanted: Partial<WantedLogs>, reason: string | undefined]>([
  ["AWSLogs/123456789011", { accounts: ["123456789010"] }, "not asked for"],
  ["AWSLogs/o-abc/123456789011", { accounts: ["123456789010"] }, "not asked for"],
  ["AWSLogs/aws-account-id=123456789011", { accounts: ["123456789010"] }, "not asked for"],
  ["AWSLogs/123456789010", { accounts: ["123456789011", "123456789010"] }, undefined],
  ["numbers/123456789011", { accounts: ["123456789010"] }, undefined],
  ["numbers/123456789011/vpcflowlogs", { accounts: ["123456789010"] }, "not asked for"],
  ["AWSLogs/123456789010/vpcflowlogs/pangaea-2", { regions: ["pangaea-1"] }, "not asked for"],
  ["AWSLogs/123456789010/CloudTrail", {}, "of other services"],
  ["AWSLogs/123456789010/CloudTrail/us-east-1", {}, "of other services"],
  ["AWSLogs/123456789010/something", {}, undefined],
  ["my/CloudTrail", {}, undefined],
  ["AWSLogs/aws-account-id=123456789010/aws-service=waf", {}, "of other services"],
  ["my/service=web", {}, undefined],
  ["vpcflowlogs/us-east-1/2015", { start: at("2015-08-12T12:00Z"), end: at("2015-08-12T13:00Z") }, undefined],
  ["vpcflowlogs/us-east-1/2014", { start: at("2015-08-12T12:00Z") }, "outside the window"],
  ["vpcflowlogs/us-east-1/2016", { end: at("2015-08-12T12:00Z") }, "outside the window"],
  ["vpcflowlogs/us-east-1/2015/08/11", { start: at("2015-08-12T00:03:59Z") }, undefined],
  ["vpcflowlogs/us-east-1/2015/08/11", { start: at("2015-08-12T00:04:00Z") }, "outside the window"],
  ["vpcflowlogs/us-east-1/2015/08/13", { end: at("2015-08-12T23:00:00Z") }, "outside the window"],
  ["vpcflowlogs/us-east-1/2015/08/13", { end: at("2015-08-12T23:00:01Z") }, undefined],
  ["vpcflowlogs/us-east-1/2015/08/12/10", { start: at("2015-08-12T12:00Z") }, "outside the window"],
  ["vpcflowlogs/us-east-1/2015/08/12/11", { start: at("2015-08-12T12:00Z") }, undefined],
])("%s, when %o is asked for: %s", (path, wanted, reason) => {
  expect(unwanted(placeOf(path), { ...all, ...wanted })).toBe(reason);
});

// AWS's own delays (reference: VPC user guide, "Flow log records" and "Flow log files"): a record lasts up to ten
// minutes and one of capture; it stands in a file whose name is the five minutes in which it ended, or, when it is late
// by up to 45 minutes, those in which it came.
test("no file is left out that holds a record of the window, nor is a folder above it", () => {
  const second = integer({ min: at("2023-12-31T20:00Z"), max: at("2024-03-01T04:00Z") });
  const wide = integer({ min: 1, max: 7200 });
  assert(
    property(second, nat(660), nat(45 * 60), boolean(), second, wide, (ended, lasted, late, hourly, a, size) => {
      const begun = ended - lasted;
      // Half of the windows are near the record.
      const from = a % 2 === 0 ? a : begun - (a % size);
      const wanted = { ...all, start: from, end: from + size };
      pre(begun >= wanted.start && begun < wanted.end);
      const time = new Date(Math.floor((ended + late) / 300) * 300_000).toISOString();
      const folders = time.slice(0, hourly ? 13 : 10).replace(/[-T]/g, "/");
      const file = `123456789012_vpcflowlogs_us-east-1_fl-1a_${time.slice(0, 16).replace(/[-:]/g, "")}Z_ab.log.gz`;
      let path = "AWSLogs/123456789012/vpcflowlogs/us-east-1";
      for (const folder of folders.split("/")) {
        path += `/${folder}`;
        expect(unwanted(placeOf(path), wanted)).toBeUndefined();
      }
      const { place, isNamed } = enterFile(placeOf(path), file);
      expect(isNamed).toBe(true);
      expect(unwanted(place, wanted)).toBeUndefined();
    }),
    { seed: 4, numRuns: 3000 },
  );
});
