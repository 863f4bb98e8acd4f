// Values that are computed: how they are read, what is wrong with them, and what they are for records.
import { describe, expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { computedValues } from "./evaluate/computedColumns.fake.ts";
import { parseExpression, scalarAt } from "./parse/parse.ts";
import { fieldsOfScalar } from "./fields.ts";
import { printExpression, printScalar } from "./print.ts";
import type { Scalar } from "./syntax.ts";

/** The normal spelling, which must read back as itself, or the problem with the text it points at. */
function normal(text: string): string {
  const parsed = parseExpression(text);
  if (isProblem(parsed)) return `${parsed.problem} | ${parsed.advice ?? ""} | ${text.slice(parsed.from, parsed.to)}`;
  const printed = printExpression(parsed);
  const again = parseExpression(printed);
  expect([text, isProblem(again) ? again : printExpression(again)]).toEqual([text, printed]);
  return printed;
}

function scalarOf(text: string, from: number, to: number): Scalar {
  const scalar = scalarAt(text, from, to);
  if (isProblem(scalar)) throw new Error(scalar.problem);
  return scalar;
}

describe("arithmetic is read", () => {
  test.each([
    ["bytes/packets > 1000", "bytes / packets > 1000"],
    ["bytes*8/duration>=1M", "bytes * 8 / duration >= 1M"],
    ["tcp-flags/2 > 1", "tcp-flags / 2 > 1"],
    ["2*bytes > 1 and 2*-3 < bytes", "2 * bytes > 1 and 2 * -3 < bytes"],
    ["latency * 2 > 10", "latency * 2 > 10"],
    ["10 < latency + other", "latency + other > 10"],
    ["srcport * 2 < dstport", "srcport * 2 < dstport"],
    ["a - (b - c) = a - b - c", "a - (b - c) = a - b - c"],
    ["-2 ^ 2 < bytes and (-2)^2 < bytes", "-2 ^ 2 < bytes and (-2) ^ 2 < bytes"],
    ["2^3^2 = bytes or (2^3)^2 = bytes", "2 ^ 3 ^ 2 = bytes or (2 ^ 3) ^ 2 = bytes"],
    ["-bytes < -(packets)", "-bytes < -packets"],
    ["bytes -5 > 3", "bytes - 5 > 3"],
    ["1024-bytes > 3", "1024 - bytes > 3"],
    ["(bytes)-5 > 3", "bytes - 5 > 3"],
    ["((bytes + 1)) * 2 > 5 and (bytes > 1)", "(bytes + 1) * 2 > 5 and bytes > 1"],
    ["bps > 1M or BPP < 40", "bps > 1M or BPP < 40"],
    ["end - start > 60", "end - start > 60"],
    ["port % 2 = 0", "port % 2 = 0"],
    ["srcport + dstport = port * 2", "port * 2 = srcport + dstport"],
    ["start > now() - 2h", "start > now() - 7200"],
    ["start + 1h > 2026-11-20T10:00:00Z", "start + 3600 > 2026-11-20T10:00:00Z"],
    ["bytes between packets * 40 and packets*1500", "bytes >= packets * 40 and bytes <= packets * 1500"],
    ["'5' * bytes = 10", "5 * bytes = 10"],
    ["sum(bytes)/count() > 5", "sum(bytes)/count() > 5"],
    ["sum(bytes) / 8 > 5", "sum(bytes)/8 > 5"],
    ["floor(bytes/1024)*2 >= 4", "floor(bytes / 1024) * 2 >= 4"],
    ["FLOOR (bytes) is null", "floor(bytes) is null"],
    ["bytes/0 in [1, 2-5]", "bytes / 0 in [1, 2-5]"],
  ])("%s", (text, expected) => expect(normal(text)).toBe(expected));
});

describe("words with operators in them are words", () => {
  test.each([
    ["dstport in 1-1023", "dstport in [1-1023]"],
    ["srcaddr in 10.0.0.0/8", "srcaddr in [10.0.0.0/8]"],
    ["start >= 2016-05-21", "start >= 2016-05-21"],
    ["pkt-srcaddr = 10.0.0.1", "pkt-srcaddr = 10.0.0.1"],
    ["interface_id = eni-0a1b", "interface_id = eni-0a1b"],
    ["path = a/b", "path = a/b"],
    ["x like a*b", "x like 'a*b'"],
    ["day = 2016-05-21", "day = 2016-05-21"],
    ["bytes > 1e+3", "bytes > 1e+3"],
  ])("%s", (text, expected) => expect(normal(text)).toBe(expected));
});

describe("bits", () => {
  test.each([
    ["tcp_flags & 2", "tcp_flags & 2 != 0"],
    ["not (tcp_flags & syn) and a = 1", "not tcp_flags & 2 != 0 and a = 1"],
    ["tcp_flags&2 = 2", "tcp_flags & 2 = 2"],
    ["tcp_flags has syn", "tcp_flags & 2 = 2"],
    ["tcp_flags HAS [SYN, ack]", "tcp_flags & 18 = 18"],
    ["tcp_flags not has (fin, 4)", "not tcp_flags & 5 = 5"],
    ["tcp_flags has fin|syn|rst|psh|ack|urg|ece|cwr", "tcp_flags & 255 = 255"],
    ["tcp_flags has sin", '"sin" is not a flag | did you mean "fin"? | sin'],
    ["tcp_flags has", "the expression ends here, but a value is missing |  | "],
    ["srcaddr has syn", "has is for flags, and srcaddr has none |  | has"],
    ["tcp_flags has [syn", 'this "[" is never closed |  | ['],
  ])("%s", (text, expected) => expect(normal(text)).toBe(expected));
});

describe("what is wrong with a value", () => {
  test.each([
    ["bytes *", "the expression ends here, but a value is missing |  | "],
    ["bytes * (2", 'this "(" is never closed |  | ('],
    ["floor(bytes", 'this "(" is never closed |  | ('],
    ["bytes + action > 1", '+ needs numbers, and "action" is a text | toNumber(..) converts digits | action'],
    ["srcaddr/24 = 1", '/ needs numbers, and "srcaddr" is an address | ipv4ToNumber(..) converts it | srcaddr'],
    ["bps = foo", 'bps is a number, and "foo" is not | write a number, or use like for text | foo'],
    ["floor() > 1", "floor takes 1 argument, not 0 | write floor(NUMBER) | floor"],
    ["round(bytes, 1, 2) > 1", "round takes 1 to 2 arguments, not 3 | write round(NUMBER[, NUMBER]) | round"],
    ["floor(action) > 1", 'floor needs a number here, and "action" is a text |  | action'],
    ["greatest(srcaddr, 5)", "greatest compares numbers or addresses, not both |  | 5"],
    ["isPrivateIP(port)", "isPrivateIP() needs an address, and this is a number |  | port"],
    ["isValidIp(now())", "isValidIp() needs an address, and this is a time |  | now()"],
    ["isIpInSubnet(1, '::/0')", "isIpInSubnet() needs an address, and this is a number |  | 1"],
    ["isPrivatIP(srcaddr)", 'unknown function "isPrivatIP" | did you mean "isPrivateIP"? | isPrivatIP'],
    ["foo(bytes) > 1", 'unknown function "foo" | put a key of that name in back-ticks | foo'],
    ["concat(addr, port) = x", "addr and port mean two fields each | name the fields you mean | concat(addr, port)"],
    ["bytes + 1", 'expected a comparison after "bytes + 1" | write bytes + 1 = value, or bytes + 1 is not null | 1'],
  ])("%s", (text, expected) => expect(normal(text)).toBe(expected));
});

test("values have limits, not the stack", () => {
  expect(parseExpression(`${"(".repeat(400)}bytes${")".repeat(400)} + 1 > 5`)).toMatchObject({ kind: "compare" });
  expect(parseExpression(`1 + ${"(".repeat(100_000)}`)).toMatchObject({
    problem: "the expression is nested too deeply",
  });
  expect(parseExpression("-(".repeat(100_000))).toMatchObject({ problem: "the expression is nested too deeply" });
  expect(parseExpression(`${"1 + ".repeat(100_000)}bytes > 1`)).toMatchObject({
    problem: "the expression has too many operations",
  });
});

describe("a value in a place of a text", () => {
  const text = "x, floor(bytes/1024) ,srcAddr,`a b`,port";
  test.each([
    ["floor(bytes / 1024)", ["bytes"]],
    ["srcAddr", ["srcAddr"]],
    ["`a b`", ["a b"]],
  ])("%s", (expected, fields) => {
    const places = [
      [2, 21],
      [22, 29],
      [30, 35],
    ] as const;
    const scalars = places.map(([from, to]) => scalarOf(text, from, to));
    const found = scalars.find((scalar) => printScalar(scalar) === expected);
    expect(found === undefined ? [] : fieldsOfScalar(found)).toEqual(fields);
  });
  test("which is a field when it is bare", () => {
    expect(scalarAt(text, 22, 29)).toEqual({ kind: "field", name: "srcAddr", from: 22, to: 29 });
    expect(scalarAt(text, 36, 40)).toMatchObject({ kind: "field", name: "port", from: 36, to: 40 });
    expect(scalarAt("a, ,b", 2, 3)).toMatchObject({ problem: "a field or a value is missing" });
    expect(scalarAt("bytes packets", 0, 13)).toMatchObject({ problem: 'unexpected "packets"', from: 6, to: 13 });
  });
  test("derived fields know their fields", () => {
    expect(fieldsOfScalar(scalarOf("bps", 0, 3))).toEqual(["bps", "bytes", "duration", "end", "start"]);
  });
});

describe("values of a record", () => {
  const record =
    '{"bytes":1000,"packets":8,"start":100,"end":110,"zero":0,"text":"7.5","big":9007199254740993,"no":"x"}';
  test.each([
    ["bytes", "1000"],
    ["text", '"7.5"'],
    ["nowhere", "null"],
    ["bytes / packets", "125"],
    ["packets / bytes", "0.008"],
    ["bytes * 8", "8000"],
    ["bytes - 1 - 2", "997"],
    ["bytes % 7", "6"],
    ["-bytes % 7", "-6"],
    ["2 ^ 10", "1024"],
    ["-2 ^ 2", "-4"],
    ["packets & 12", "8"],
    ["text & 1", "null"],
    ["bytes / zero", "null"],
    ["bytes % zero", "null"],
    ["zero ^ -1", "null"],
    ["10 ^ 400", "null"],
    ["bytes + nowhere", "null"],
    ["nowhere ^ 0", "null"],
    ["text + 1", "8.5"],
    ["no + 1", "null"],
    ["big + 0", "9007199254740992"],
    ["0 * -1", "0"],
    ["1 / 3", "0.3333333333333333"],
    ["2 ^ 70", "1180591620717411303424".replace("1180591620717411303424", "1.1805916207174113e+21")],
    ["1 / 10 ^ 7", "1e-7"],
    ["duration", "10"],
    ["bps", "800"],
    ["pps", "0.8"],
    ["bpp", "125"],
    ["floor(2.5) + ceil(2.5)", "5"],
    ["abs(-3) + sqrt(16)", "7"],
    ["sqrt(-1)", "null"],
    ["log(zero)", "null"],
    ["round(2.5) + round(-2.5)", "0"],
    ["round(2.44, 1)", "2.4"],
    ["round(1234, -2)", "1200"],
    ["round(0.49999999999999994)", "0"],
    ["greatest(1, nowhere, 3)", "3"],
    ["least(bytes, packets, 9)", "8"],
    ["toInt(2147483648)", "null"],
    ["toInt(-7.9)", "-7"],
    ["toLong('12') + toNumber(text)", "19.5"],
  ])("%s is %s", (text, expected) => expect(computedValues(text, [record])).toEqual([expected]));
});
