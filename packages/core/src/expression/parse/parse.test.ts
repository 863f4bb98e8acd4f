import { describe, expect, test } from "vitest";
import { parseAddress } from "../../address.ts";
import { isProblem } from "@flowlogs/base/problem";
import { parseExpression } from "./parse.ts";
import { fieldsOf } from "../fields.ts";
import { printExpression } from "../print.ts";

/** The normal spelling, or the problem with the text it points at. */
function normal(text: string): string {
  const parsed = parseExpression(text);
  if (!isProblem(parsed)) return printExpression(parsed);
  const { problem, advice = "", from = -1, to = -1 } = parsed;
  return `${problem} | ${advice} | ${text.slice(from, to)}@${from}`;
}

function valueOf(text: string): unknown {
  const parsed = parseExpression(text);
  return "value" in parsed ? parsed.value : parsed;
}

describe("comparisons", () => {
  test.each([
    ["action = REJECT", "action = REJECT"],
    ["action=='REJECT'", "action = 'REJECT'"],
    ['action EQ "REJECT"', "action = 'REJECT'"],
    ["bytes <> 5", "bytes != 5"],
    ["bytes neq 5", "bytes != 5"],
    ["bytes lt 5 and bytes GE 2", "bytes < 5 and bytes >= 2"],
    ["bytes>=-5", "bytes >= -5"],
    ["443 = dstport", "dstport = 443"],
    ["1k < bytes", "bytes > 1k"],
    ["5 <= latency", "latency >= 5"],
    ["'x y' = `a b`", "`a b` = 'x y'"],
    ["startTime > 1432917027", "startTime > 1432917027"],
    ["src-addr = 10.0.0.1", "src-addr = 10.0.0.1"],
    ["pkt_srcaddr != srcaddr", "pkt_srcaddr != srcaddr"],
    ["bytes > `sum(x)`", "bytes > `sum(x)`"],
    ["latency > other.latency", "latency > `other.latency`"],
    ["latency = other", "latency = other"],
    ["sum(bytes) > 1M", "`sum(bytes)` > 1M"],
    ["sum( bytes ) / 2 > 1", "sum(bytes)/2 > 1"],
    ["sum(bytes)/count() >= 2.5", "sum(bytes)/count() >= 2.5"],
    ["count(*)=0 or pct(bytes, 95)>9", "`count(*)` = 0 or `pct(bytes,95)` > 9"],
    ["`src` = 'x'", "src = 'x'"],
    ["`tipe` > 5 and `in` = 6 and `duratoin` = 1 and `x` = 1", "tipe > 5 and `in` = 6 and duratoin = 1 and x = 1"],
    ["yday*1.1 < today and a/b >= 5", "yday * 1.1 < `today` and a / b >= 5"],
    ["@timestamp = 'x' and a.b.0 = y", "@timestamp = 'x' and a.b.0 = y"],
    ["bytes > 5 # many\n and packets > 1", "bytes > 5 and packets > 1"],
  ])("%s", (text, expected) => expect(normal(text)).toBe(expected));
});

describe("and, or, not", () => {
  test.each([
    ["not a = 1 and b = 2 or c = 3", "not a = 1 and b = 2 or c = 3"],
    ["!(a = 1) && (b = 2 || c = 3)", "not a = 1 and (b = 2 or c = 3)"],
    ["a = 1 and (b = 2 and c = 3)", "a = 1 and b = 2 and c = 3"],
    ["(a = 1 and b = 2) or c = 3", "a = 1 and b = 2 or c = 3"],
    ["NOT(a = 1 OR b = 2)", "not (a = 1 or b = 2)"],
    ["not not a = 1", "not not a = 1"],
  ])("%s", (text, expected) => expect(normal(text)).toBe(expected));
  test("chains are flat, and not binds tighter than and, and tighter than or", () => {
    expect(parseExpression("a = 1 or b = 2 and not c = 3 or d = 4")).toMatchObject({
      kind: "or",
      operands: [
        { kind: "compare" },
        { kind: "and", operands: [{ kind: "compare" }, { kind: "not" }] },
        { kind: "compare" },
      ],
    });
  });
});

describe("lists, ranges, null, text", () => {
  test.each([
    ["dstport in [22, 80]", "dstport in [22, 80]"],
    ["dstport in(22,'80')", "dstport in [22, '80']"],
    ["dstport not in [ssh, 1-1023]", "dstport not in [ssh, 1-1023]"],
    ["dstport in ssh-https", "dstport in [22-443]"],
    ["dstport in http-alt", "dstport in [http-alt]"],
    ["bytes in 1k-1.5k", "bytes in [1000-1500]"],
    ["action in [ACCEPT, 'REJECT']", "action in [ACCEPT, 'REJECT']"],
    ["instance_tag in 10-20", "instance_tag in [10-20]"],
    ["name in [start, end]", "name in [start, end]"],
    ["srcaddr in 10.1.2.3/8", "srcaddr in [10.0.0.0/8]"],
    [
      "srcaddr not in ['10.0.0.0/8', FD00::/8, 10.0.0.1-10.0.0.9]",
      "srcaddr not in [10.0.0.0/8, fd00::/8, 10.0.0.1-10.0.0.9]",
    ],
    ["srcaddr in @nets.txt", "srcaddr in [@nets.txt]"],
    ["addr not in [@a/b.txt, @'my list', 10.0.0.1]", "not (addr in [@a/b.txt, @'my list', 10.0.0.1])"],
    ["bytes between 1 and 10 and packets = 1", "bytes in [1-10] and packets = 1"],
    ["bytes not between 1 and 10", "bytes not in [1-10]"],
    ["srcaddr between 10.0.0.1 and 10.0.0.9", "srcaddr in [10.0.0.1-10.0.0.9]"],
    ["bin between 'a' and 'b'", "bin >= 'a' and bin <= 'b'"],
    ["az_id is null or az_id IS NOT NULL", "az_id is null or az_id is not null"],
    ["region like 'west'", "region like 'west'"],
    ["region not like west", "region not like 'west'"],
    ["region like 'eu-%'", "region =~ /^eu-.*$/su"],
    ["region like 'a.b_%'", "region =~ /^a\\.b.*$/su".replace("b.*", "b..*")],
    ["region like 'nat_x'", "region =~ /^nat.x$/su"],
    ["region like '50\\%'", "region like '50\\\\%'"],
    ["region like /^eu/", "region =~ /^eu/"],
    ["region =~ /a\\/[/]b/i", "region =~ /a\\/[/]b/i"],
    ["region =~ '(?i)a/b'", "region =~ /a\\/b/i"],
    ["region !~ /x/ and region not matches 'y'", "region !~ /x/ and region !~ /y/"],
  ])("%s", (text, expected) => expect(normal(text)).toBe(expected));
});

describe("either side", () => {
  test.each([
    ["addr = 10.0.0.1", "addr = 10.0.0.1"],
    ["addr != 10.0.0.1", "addr != 10.0.0.1"],
    ["22 != port or bytes > 1", "port != 22 or bytes > 1"],
    ["not port <> 22", "not (port != 22)"],
    ["pkt_srcaddr != addr", "addr != pkt_srcaddr"],
    ["addr in 10.0.0.0/8", "addr in [10.0.0.0/8]"],
    ["addr not in 10.0.0.0/8", "not (addr in [10.0.0.0/8])"],
    ["addr not like '10.'", "not (addr like '10.')"],
    ["Port = https", "Port = https"],
    ["443 = port", "port = 443"],
    ["1024 > port", "port < 1024"],
    ["port in 1-1023", "port in [1-1023]"],
    ["port is not null", "not (port is null)"],
    ["pkt_srcaddr = addr", "addr = pkt_srcaddr"],
    ["`port` = x", "`port` = x"],
    ["port = 1 and bytes > 1", "port = 1 and bytes > 1"],
  ])("%s", (text, expected) => expect(normal(text)).toBe(expected));
});

describe("values", () => {
  test.each([
    ["bytes > 1.5k", { kind: "number", text: "1500", quoted: false, raw: "1.5k" }],
    ["bytes > 1Mi", { kind: "number", text: "1048576", quoted: false, raw: "1Mi" }],
    ["dstport = '8088'", { kind: "number", text: "8088", quoted: true, raw: "8088" }],
    ["account_id = '007'", { kind: "number", text: "7", quoted: true, raw: "007" }],
    ["protocol = TCP", { kind: "number", text: "6", quoted: false, raw: "TCP" }],
    ["dstport = https", { kind: "number", text: "443", quoted: false, raw: "https" }],
    [
      "start >= 2016-05-21T02:00:00Z",
      { kind: "number", text: "1463796000", quoted: false, raw: "2016-05-21T02:00:00Z" },
    ],
    ["end < '2016-05-21 02:00'", { kind: "number", text: "1463796000", quoted: true, raw: "2016-05-21 02:00" }],
    ["start > 1463796000500", { kind: "number", text: "1463796000.5", quoted: false, raw: "1463796000500" }],
    ["start > 1463796000", { kind: "number", text: "1463796000", quoted: false, raw: "1463796000" }],
    ["dstport = 'https'", { kind: "number", text: "443", quoted: true, raw: "https" }],
    ["action = REJECT", { kind: "text", text: "REJECT", quoted: false }],
    ["x = '1k'", { kind: "text", text: "1k", quoted: true }],
    ["x = 'it\\'s \\\\ \\n'", { kind: "text", text: "it's \\ \\n", quoted: true }],
    ["instance_tag = 10.0.0.1", { kind: "text", text: "10.0.0.1", quoted: false }],
  ])("%s", (text, expected) => expect(valueOf(text)).toEqual(expected));
  test("addresses, for address fields and for keys that nobody knows", () => {
    const one = parseAddress("10.0.0.1");
    expect(valueOf("srcaddr = '10.0.0.1'")).toEqual({ kind: "address", low: one, high: one, raw: "10.0.0.1" });
    expect(valueOf("client = 10.0.0.1")).toEqual({ kind: "address", low: one, high: one, raw: "10.0.0.1" });
    const net = { low: parseAddress("10.0.0.0"), high: parseAddress("10.255.255.255") };
    expect(valueOf("srcaddr != 10.0.0.0/8")).toEqual({ kind: "address", ...net, raw: "10.0.0.0/8" });
    expect(parseExpression("client in '10.0.0.0/8'")).toMatchObject({
      kind: "in",
      items: [{ kind: "addresses", ...net }],
    });
  });
});

test("a field knows where it stands", () => {
  expect(parseExpression(" startTime > 5")).toMatchObject({
    field: { kind: "field", name: "startTime", from: 1, to: 10 },
  });
});

test("fieldsOf gives each name once, in the order of first use", () => {
  const parsed = parseExpression("port = 22 and not srcport = bytes and (x is null or action in [A])");
  expect(isProblem(parsed) || fieldsOf(parsed)).toEqual(["port", "srcport", "dstport", "bytes", "x", "action"]);
});

test("depth is limited, length is not", () => {
  expect(parseExpression("(".repeat(100_000))).toMatchObject({ problem: "the expression is nested too deeply" });
  expect(parseExpression("not ".repeat(100_000) + "a = 1")).toMatchObject({
    problem: "the expression is nested too deeply",
  });
  expect(parseExpression("(".repeat(400) + "a = 1" + ")".repeat(400))).toMatchObject({ kind: "compare" });
  expect(parseExpression(Array.from({ length: 20_000 }, () => "a = 1").join(" or "))).toMatchObject({ kind: "or" });
});
