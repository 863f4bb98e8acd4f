import { describe, expect, test } from "vitest";
import {
  canonicalName,
  defaultFormat,
  fields,
  findField,
  parseFormat,
  readHeader,
  suggestField,
  transitGatewayFormat,
} from "./field.ts";

// The counts are those of AWS's table of versions: 14 (v2) + 7 + 4 + 4 + 10 (v7) + 1 + 1 + 1 + 12 (v11), and version 6 of Transit Gateway.
test.each([
  [2, 14],
  [3, 7],
  [4, 4],
  [5, 4],
  [6, 18],
  [7, 10],
  [8, 1],
  [9, 1],
  [10, 1],
  [11, 12],
])("version %i has %i fields", (version, count) => {
  expect(fields.filter((field) => field.version === version)).toHaveLength(count);
});

test("no spelling names two fields", () => {
  const spellings = fields.flatMap((field) => [field.name, ...field.aliases]).map((name) => name.replaceAll("_", ""));
  expect(new Set(spellings.map((name) => name.toLowerCase())).size).toBe(spellings.length);
});

test("meanings are short and plain", () => {
  for (const { meaning } of fields) expect(meaning).toMatch(/^[^.]{2,70}$/);
});

test("the integer columns are those of the Parquet types I32 and I64, less the two times", () => {
  const integers = fields.filter((field) => field.kind === "integer").map((field) => field.name);
  expect(integers.join(" ")).toBe(
    "version srcport dstport protocol packets bytes tcp_flags traffic_path encryption_status packets_lost_no_route " +
      "packets_lost_blackhole packets_lost_mtu_exceeded packets_lost_ttl_expired",
  );
  expect(fields.filter((field) => field.kind === "time").map((field) => field.name)).toEqual(["start", "end"]);
});

test.each([
  ["srcaddr", "srcaddr"],
  ["srcAddr", "srcaddr"],
  ["src-addr", "srcaddr"],
  ["SRC_ADDR", "srcaddr"],
  ["pktSrcAwsService", "pkt_src_aws_service"],
  ["subLocationType", "sublocation_type"],
  ["startTime", "start"],
  ["end-time", "end"],
  ["source_address", "srcaddr"],
  ["dest_address", "dstaddr"],
  ["source_port", "srcport"],
  ["dest_port", "dstport"],
  ["instance-tag-2", "instance_tag_2"],
  ["My-Key", "My-Key"],
  ["", ""],
])("%j is the field %j", (spelling, name) => {
  expect(canonicalName(spelling)).toBe(name);
});

test("what is in no table is found as nothing", () => {
  expect(findField("latency")).toBeUndefined();
  expect(findField("dstPort")).toMatchObject({ kind: "integer", role: "port", version: 2 });
});

test.each([
  ["byts", "bytes"],
  ["acton", "action"],
  ["sorce_adress", "source_address"],
  ["srcprt", "srcport"],
  ["share", undefined],
  ["state", undefined],
  ["host", undefined],
  ["bin", undefined],
  ["bytes", undefined],
  ["latency", undefined],
])("%s suggests %s", (word, expected) => {
  expect(suggestField(word)).toBe(expected);
});

describe("formats", () => {
  test("the default formats have the documented length and only known names", () => {
    expect(defaultFormat).toHaveLength(14);
    expect(transitGatewayFormat).toHaveLength(36);
    for (const name of [...defaultFormat, ...transitGatewayFormat]) expect(findField(name)?.name).toBe(name);
    const onlyTransit = fields.filter((field) => field.version === 6).map((field) => field.name);
    expect(transitGatewayFormat).toEqual(expect.arrayContaining(onlyTransit));
  });
  test.each([
    ["default", defaultFormat],
    ["${version} ${vpc-id}  ${tcp-flags}", ["version", "vpc_id", "tcp_flags"]],
    ["version,srcAddr, dst_addr", ["version", "srcaddr", "dstaddr"]],
    ["srcaddr new-thing", ["srcaddr", "new_thing"]],
  ])("%j", (text, names) => {
    expect(parseFormat(text)).toEqual(names);
  });
  test.each([
    ["version srcaddr src-addr", "srcaddr is in the format twice", 16, 24],
    ["${version} ${", '"$" is not a field name', 11, 12],
    ["version 10.0.0.1", '"10.0.0.1" is not a field name', 8, 16],
    ["${}", '"${}" is not a field name', 0, 3],
    [" ", "the format names no field", 0, 1],
  ])("%j is wrong", (text, problem, from, to) => {
    expect(parseFormat(text)).toMatchObject({ problem, text, from, to });
  });
});

describe("headers", () => {
  // The header of a Transit Gateway file of version 6.
  const transit =
    "resource-type tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id " +
    "tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id " +
    "packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired";
  test.each([
    [transit, transit.replaceAll("-", "_").split(" ")],
    ["version account-id", ["version", "account_id"]],
    ["srcAddr dstAddr New-Thing", ["srcaddr", "dstaddr", "New_Thing"]],
    ["bytes other", ["bytes", "other"]],
    ["bogus line", undefined],
    ["bytes other more", undefined],
    ["bytes bytes", undefined],
    ["srcaddr src_addr", undefined],
    ["ACCEPT OK", undefined],
    ["2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA", undefined],
  ])("%s", (line, names) => {
    expect(readHeader(line.split(" "))).toEqual(names);
  });
  test("no words are no header", () => {
    expect(readHeader([])).toBeUndefined();
  });
});
