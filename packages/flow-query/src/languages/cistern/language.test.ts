// Queries of Cistern as pipelines: statements, flags, what differs from flow-filter, and what is refused.
import { describe, expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { unconfigured } from "../../pipeline/configured.ts";
import { parsePipeline } from "../../pipeline/parse.ts";
import { printPipeline } from "../../pipeline/print.ts";
import { gatherFlags } from "./arguments.ts";
import { compile } from "./language.ts";

/** Of Cistern's own tests and release notes, and what else its grammar has. */
const queries: readonly string[] = [
  'SELECT sum(bytes) GROUP BY source_addr, dest_addr FILTER a != "3" (b = 4.3)(a = 1) ORDER BY source_addr limit 100 point size 1h',
  "select count(_id), max(bytes) group by protocol order by count(_id), max(bytes) desc limit 3",
  'FILTER source_port >= 443, dest_port <= 1023 (dest_address matches "^52.54.+")',
  'SELECT min(packets) FILTER _ts >= "2017-08-01T03:30:00Z" POINT SIZE 1h30m',
  "LIMIT 5",
  "-collection flowlogs -start 1501025801 -columns 'sum(bytes), count(_id), max(packets), max(bytes)'",
  "-columns 'sum(bytes) count(_id)' -group 'source_address, dest_address' -order-by 'sum(bytes)' -limit 3 -descending",
  `-columns 'sum(packets), sum(bytes)' -group protocol -point-size 24h -filters 'source_address eq "172.31.31.192"'`,
  "-start=1501025801 --end 2017-08-02 'SELECT sum(bytes) GROUP BY _ts'",
];

/** The pipeline of a query that has one. */
function commandsFor(query: string, sources: readonly string[] = ["flows.log"]) {
  const compiled = compile(query, sources);
  if (isProblem(compiled)) throw new Error(compiled.problem);
  return compiled;
}

test.each(queries)("becomes a pipeline: %s", async (query) => {
  expect(isProblem(await parsePipeline(printPipeline(commandsFor(query).commands), unconfigured))).toBe(false);
});

/** Why a query is neither a pipeline nor refused with a place in it; undefined when it is. */
async function wrongWith(query: string): Promise<string | undefined> {
  const compiled = compile(query, []);
  if (isProblem(compiled)) {
    const { text, from = -1, to = -1 } = compiled;
    return text?.trim() === query.trim() && from >= 0 && from <= query.length && to > from
      ? undefined
      : `${query}: no place`;
  }
  const links = await parsePipeline(printPipeline(compiled.commands), unconfigured);
  return isProblem(links) ? `${query}: ${links.problem}` : undefined;
}

test.each(queries)("cut off anywhere it is a whole query or refused at its place: %s", async (query) => {
  const parts = Array.from(query, (_, place) => query.slice(0, place));
  const wrong = await Promise.all(parts.slice(1).map(wrongWith));
  expect(wrong.filter((it) => it !== undefined)).toEqual([]);
});

test.each(queries)("without any one of its words it is a whole query or refused: %s", async (query) => {
  const parts = [...query.matchAll(/[\w.]+|[^\s\w]/g)];
  const others = parts.map(({ index, 0: word }) => query.slice(0, index) + query.slice(index + word.length));
  const wrong = await Promise.all(others.map(wrongWith));
  expect(wrong.filter((it) => it !== undefined)).toEqual([]);
});

test("what is asked is repeated as Cistern has it, the size of a point in microseconds", () => {
  const [statement = ""] = queries;
  expect(commandsFor(statement).answer).toEqual({
    rows: "series",
    query: {
      columns: [{ aggregate: "sum", name: "bytes" }],
      group_by: ["source_addr", "dest_addr"],
      filters: [
        { column: "a", condition: "!=", value: "3" },
        { column: "b", condition: "=", value: 4.3 },
        { column: "a", condition: "=", value: 1 },
      ],
      order_by: ["source_addr"],
      descending: false,
      limit: 100,
      point_size: 3_600_000_000,
    },
  });
});

test.each([
  ["SELECT sum(bytes) POINT SIZE 90m", 5_400_000_000],
  ["SELECT sum(bytes) POINT SIZE 1h30m", 5_400_000_000],
  ["SELECT sum(bytes) POINT SIZE 1.5h", 5_400_000_000],
  ["SELECT sum(bytes) POINT SIZE 2000us", 2000],
])("%s", (query, microseconds) => {
  expect(commandsFor(query).answer?.query).toMatchObject({ point_size: microseconds });
});

describe("filters say what they mean in Cistern", () => {
  test.each([
    ["source_port = 443", "srcport = 443"],
    ['source_port eq "443"', "srcport = 443"],
    ['dest_port neq "https"', "dstport !~ /^https$/"],
    ['source_address eq "172.31.31.192"', "srcaddr = 172.31.31.192"],
    ['source_address eq "10.0.0.0/8"', String.raw`srcaddr =~ /^10\.0\.0\.0\/8$/`],
    ['action = "REJECT"', "action = 'REJECT'"],
    ['account_id = "012"', "account_id = '012'"],
    ["account_id = 12", "account_id = '12'"],
    ['port = "22"', "`port` = '22'"],
    ["port < 5", "`port` < 5"],
    ['tag = "a/b"', String.raw`tag =~ /^a\/b$/`],
    ['dest_address matches "^52.54.+/"', String.raw`dstaddr =~ /^52.54.+\//`],
    ["_ts > 1501551000", "start > 2017-08-01T01:30:00Z"],
    ["a = 1 b = 2", "a = 1 and b = 2"],
  ])("%s", (filter, expected) => {
    const { commands } = commandsFor(`FILTER ${filter}`);
    expect(commands.slice(1)).toEqual([{ name: "flow-filter", words: [expected] }]);
  });
});

/** The words of the reader. */
function readerOf(query: string): readonly string[] | undefined {
  return commandsFor(query).commands[0]?.words;
}

test("the end is in the range, and 0 is none", () => {
  expect(readerOf("-start 1501551000 -end 1501551000")).toEqual([
    "flows.log",
    "--start",
    "2017-08-01T01:30:00Z",
    "--end",
    "2017-08-01T01:30:00.001Z",
  ]);
  expect(readerOf("-start 0 -end 0")).toEqual(["flows.log"]);
});

test("a collection is a log group, unless sources are named", () => {
  expect(commandsFor("-collection flowlogs -limit 1", []).commands[0]?.words).toEqual(["cwl:flowlogs"]);
  expect(commandsFor("-collection flowlogs -limit 1").commands[0]?.words).toEqual(["flows.log"]);
  expect(commandsFor("-limit 1", []).commands[0]?.words).toEqual(["-"]);
});

test.each([
  ["SELECT", 'expected an aggregate such as sum(bytes) after "SELECT"', ""],
  ["SELECT 1", 'expected an aggregate such as sum(bytes) after "SELECT", not "1"', "1"],
  ["GROUP", 'expected BY after "GROUP"', ""],
  ["LIMIT -1", '"-1" is not a limit', "-1"],
  ["POINT SIZE -5", '"-5" is negative', "-5"],
  ["SELECT (bytes)", 'expected an aggregate such as sum(bytes) after "SELECT", not "("', "("],
  ["SELECT bytes", '"bytes" is not aggregated', "bytes"],
  ["SELECT avg(bytes)", 'Cistern has no "avg"', "avg"],
  ["SELECT sum(action)", "sum needs numbers, and action has none", "action"],
  ["SELECT sum(_ts)", "sum needs numbers, and _ts has none", "_ts"],
  ["SELECT sum(bytes), sum(bytes)", '"sum(bytes)" is asked for twice', "sum(bytes)"],
  ["SELECT sum(bytes) LIMIT 5 GROUP BY a", "GROUP cannot stand here", "GROUP"],
  ["SELECT sum(bytes) ORDER BY bytes", 'the answer has no "bytes"', "bytes"],
  ["GROUP BY protocol", "there are no columns to compute", "protocol"],
  ["SELECT sum(bytes) GROUP BY _ts POINT SIZE 1h", "the series has the times as _ts already", "_ts"],
  ["POINT SIZE 1d", '"d" is not a unit of time', "1d"],
  ["POINT SIZE 5", '"5" has no unit', "5"],
  ["POINT SIZE 1ns", 'flow-bin has no bins of "1ns"', "1ns"],
  ["FILTER a ~ 1", '"~" cannot stand here', "~"],
  ['FILTER a = "b', "this text is never closed", '"'],
  ["FILTER a = 'b'", `"'" cannot stand here`, "'"],
  ['FILTER a < "b"', "< compares numbers and times", 'a < "b"'],
  ['FILTER _ts = "soon"', '"soon" is not a time', '"soon"'],
  ["FILTER a matches 5", "5 is not a regular expression", "5"],
  ['FILTER a matches "("', "the regular expression is not valid: Unterminated group", '"("'],
  ["-colums 'sum(bytes)'", '"-colums" is not a flag', "-colums"],
  ["-address localhost:2020", "flow-query asks no server", "-address"],
  ["-limit 3 -limit 4", "-limit is given twice", "-limit"],
  ["-limit", "-limit needs a value", "-limit"],
  ["-columns 'sum(bytes) | sum(packets)'", '"|" cannot stand here', "|"],
  ["-columns sum(bytes)", '"(" cannot stand here', "("],
  ["-start yesterday", '"yesterday" is not a time', "yesterday"],
])("refused: %s", (query, problem, place) => {
  const compiled = compile(query, []);
  const { from, to } = isProblem(compiled) ? compiled : {};
  expect({ ...compiled, place: query.slice(from, to).trim() }).toMatchObject({ problem, place });
});

test.each([
  [["--lang", "cistern", "SELECT sum(bytes)", "f"], undefined],
  [
    ["--lang", "cistern", "-columns", "sum(bytes)", "f"],
    [" -columns 'sum(bytes)'", "--lang", "cistern", "f"],
  ],
  [
    ["-start", "1", "SELECT sum(bytes)", "f"],
    [" -start 1 'SELECT sum(bytes)'", "f"],
  ],
  [
    ["-descending", "f", "-o", "csv", "-limit=3"],
    [" -descending -limit=3", "f", "-o", "csv"],
  ],
  [
    ["-colums", "sum(bytes)", "-h"],
    [" -colums 'sum(bytes)'", "-h"],
  ],
  [
    ["-limit", "3", "--", "-columns"],
    [" -limit 3", "--", "-columns"],
  ],
])("flags on the command line become one operand: %s", (words, expected) => {
  expect(gatherFlags(words)).toEqual(expected ?? words);
});
