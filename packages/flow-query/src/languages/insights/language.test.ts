// Queries of Logs Insights as pipelines: the published ones, what differs from flow-filter, and what is refused.
import { describe, expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { unconfigured } from "../../pipeline/configured.ts";
import { parsePipeline } from "../../pipeline/parse.ts";
import { printPipeline } from "../../pipeline/print.ts";
import { compile } from "./language.ts";
import { tokensOf } from "./tokens.ts";

/** Queries of AWS's documentation, and of users. */
const queries: readonly string[] = [
  "fields @timestamp, dstPort, srcAddr | stats count(*) as countSrcAddr by srcAddr, dstPort | sort countSrcAddr desc",
  "filter srcAddr = 'x.x.x.x' and dstPort = '8088' | fields @timestamp, dstPort | stats sum(packets) by bin( 30 min)",
  "stats sum(packets) as packetsTransferred by srcAddr, dstAddr | sort packetsTransferred desc | limit 15",
  'filter isIpv4InSubnet(srcAddr, "192.0.2.0/24") | stats sum(bytes) as n by dstAddr | sort n desc | limit 15',
  "filter protocol=17 | stats count(*) by srcAddr",
  'filter logStatus="SKIPDATA" | stats count(*) by bin(1h) as t | sort t',
  "fields @timestamp, bytes | filter logStream = 'a' and interfaceId = 'eni-0' | sort @timestamp desc | dedup srcAddr, dstAddr | limit 20",
  "filter (dstAddr like 'x.x.x.x' and srcAddr like 'y.y.') or (srcAddr like 'x' and dstAddr not like 'y.y.')",
  "stats avg(bytes), max(bytes) by dstAddr",
  "parse @message /(?<NetworkInterface>eni-.*?) / | display NetworkInterface, @message",
  "fields @timestamp, @message, @logStream, @log | stats count(*) by interfaceId, logStatus | sort by interfaceId, logStatus",
  "filter @message like /REJECT/ | stats count(*) as connCount by bin(1h) | sort connCount desc",
  "| fields bytes / packets as `bytes each`, -bytes, (bytes + 1) * 2 ^ 3 # comment\n | filter `bytes each` > 1.5 or not ispresent(bytes)",
  "parse @message '* * *' as a, b, c | filter a in [2, '3'] and b not in ['x'] | dedup a | limit any 3",
  "stats sum(bytes)/1024 as kb, pct(bytes, 95) by case(bytes > 5, 'a', bytes > 1, 'b', 'c') as size | stats max(kb) by size",
  "fields formatDate(@timestamp, '%H'), datefloor(@timestamp, 1h) as h, toMillis(@timestamp) % 7, if(action = 'A', 1, 0)",
];

async function pipelineOf(query: string): Promise<string> {
  const compiled = compile(query, ["flows.log"]);
  if (isProblem(compiled)) throw new Error(compiled.problem);
  const text = printPipeline(compiled.commands);
  const links = await parsePipeline(text, unconfigured);
  if (isProblem(links)) throw new Error(links.problem);
  return text;
}

test.each(queries)("becomes a pipeline: %s", async (query) => {
  expect(await pipelineOf(query)).toMatch(/^flowlogs-read /);
});

/** Why a query is neither a pipeline nor refused with a place in it; undefined when it is. */
async function wrongWith(query: string): Promise<string | undefined> {
  const compiled = compile(query, []);
  if (isProblem(compiled)) {
    const { text, from = -1, to = -1 } = compiled;
    return text === query && from >= 0 && from <= query.length && to > from ? undefined : `${query}: no place`;
  }
  const links = await parsePipeline(printPipeline(compiled.commands), unconfigured);
  return isProblem(links) ? `${query}: ${links.problem}` : undefined;
}

async function allWrong(parts: readonly string[]): Promise<readonly (string | undefined)[]> {
  const wrong = await Promise.all(parts.map(wrongWith));
  return wrong.filter((it) => it !== undefined);
}

test.each(queries)("cut off at any token it is a whole query or refused at its place: %s", async (query) => {
  const places = tokensOf(query).flatMap(({ from, to }) => [from, Math.floor((from + to + 1) / 2), to]);
  expect(await allWrong(places.map((place) => query.slice(0, place)))).toEqual([]);
});

test.each(queries)("without any one of its tokens it is a whole query or refused: %s", async (query) => {
  const parts = tokensOf(query).map(({ from, to }) => query.slice(0, from) + query.slice(to));
  expect(await allWrong(parts)).toEqual([]);
});

/** What `fields bytes` and the order and the limit come to. */
const tail = " | flow-top 10000 --by 'start desc' | flow-fmt -o ndjson --fields bytes";

describe("conditions say what they mean in Logs Insights", () => {
  test.each([
    ["dstPort = '8088'", "dstport = 8088"],
    ["dstPort != 443", "dstport != 443"],
    ["not dstPort = 443", "not dstport = 443 or dstport is null"],
    [
      "not (dstPort = 443 or srcPort < 5)",
      "(not dstport = 443 or dstport is null) and (not srcport < 5 or srcport is null)",
    ],
    ["not not dstPort = 443", "dstport = 443"],
    ["srcAddr not like '10.'", "srcaddr not like '10.' or srcaddr is null"],
    ["action like '%_'", String.raw`action like '\\%\\_'`],
    ["srcAddr = '10.0.0.0/8'", String.raw`srcaddr =~ /^10\.0\.0\.0\/8$/`],
    ["srcAddr = '2001:DB8::1'", "srcaddr =~ /^2001:DB8::1$/"],
    ["srcAddr = '2001:db8::1'", "srcaddr = 2001:db8::1"],
    ["dstPort = 'https'", "dstport =~ /^https$/"],
    ["5 < bytes", "bytes > 5"],
    ["@timestamp >= 1700000000000", "start * 1000 >= 1700000000000"],
    ["`port` = 5", "`port` = 5"],
    ["ispresent(bytes) and not ispresent(bytes)", "bytes is not null and not bytes is not null"],
    ["not isPrivateIP(srcAddr)", "srcaddr not in [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16] or srcaddr is null"],
    ["accountId = 123", "toNumber(account_id) = 123"],
    ["not bytes/packets > 3", "not bytes / packets > 3 or bytes / packets is null"],
  ])("%s", async (condition, expected) => {
    const printed = printPipeline([{ name: "flow-filter", words: [expected] }]);
    expect(await pipelineOf(`filter ${condition} | fields bytes`)).toBe(`flowlogs-read flows.log | ${printed}${tail}`);
  });
});

test.each([
  ["", "the query is empty", ""],
  ["fields", 'expected a field after "fields"', ""],
  ["fields a, | limit 1", 'expected a field after ","', "|"],
  ["foo a", '"foo" is not a command', "foo"],
  ["fields a | pattern @message", 'flow-query does not have "pattern" of Logs Insights', "pattern"],
  ["fields md5(@message)", 'flow-query does not have "md5" of Logs Insights', "md5(@message)"],
  ["fields strlenn(action)", '"strlenn" is not a function', "strlenn(action)"],
  ["fields @ptr", 'flow-query does not have "@ptr" of Logs Insights', "@ptr"],
  ["filter bytes", "a condition is missing here", "bytes"],
  ["filter bytes > 'x'", "> compares numbers", "bytes > 'x'"],
  ["filter a = 'x", "this text is never closed", "'x"],
  ["filter a like /(/ ", "the regular expression is not valid: Unterminated group", "a like /(/"],
  ["filter a in (1)", 'expected a list, such as ["a", "b"], after "in", not "("', "("],
  ["filter a in (source 'b' | fields c)", "flow-query does not have sub-queries", "source"],
  ["filter a ; b", '";" cannot stand here', ";"],
  ["stats bytes", '"bytes" is not aggregated', "bytes"],
  ["stats sum(action)", "sum needs numbers, and this is a text", "action"],
  ["stats sum(bytes) by srcAddr | sort bytes", 'the stats before has no "bytes"', "bytes"],
  ["stats count(*) as n by srcAddr as n", 'two columns are called "n"', "count(*) as n"],
  ["stats count(*) by bin(5)", "bin needs a length of time", "5"],
  ["stats count(*) by bin(5 parsecs)", '"parsecs" is not a unit of time', "5 parsecs"],
  ["sort a | stats count(*)", "sort and limit come after the last stats", "stats count(*)"],
  [
    "stats count(*) by bin(5m) | stats count(*) by bin(1h)",
    "bin needs @timestamp, which the stats before does not have",
    "bin(1h)",
  ],
  ["limit 100001", '"100001" is not a limit', "100001"],
  ["dedup a | fields b", "after dedup comes only limit, not fields", "fields b"],
  ["parse 'a * b' as c, d", "the pattern has 1 star for 2 names", "'a * b'"],
  ["parse @message /a(b)/", "the regular expression names no part", "/a(b)/"],
  ["filter isIpv4InSubnet(srcAddr, '::/0')", '"::/0" is not a prefix of IPv4', "isIpv4InSubnet(srcAddr, '::/0')"],
  [`fields ${"(".repeat(300)}`, "the expression is nested too deeply", "("],
])("refused: %s", (query, problem, place) => {
  const compiled = compile(query, []);
  const { from, to } = isProblem(compiled) ? compiled : {};
  expect({ ...compiled, place: query.slice(from, to).trim() }).toMatchObject({ problem, place });
});

test("a note says what acts in another way than it is written", () => {
  const compiled = compile("stats count(*) by bin(300s)", []);
  expect(compiled).toMatchObject({ notes: ["bin(300s) acts as 60s, as in Logs Insights"] });
  expect(JSON.stringify(compiled)).toContain("bin(60s) as `bin(300s)`");
});
