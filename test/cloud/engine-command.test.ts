// flow-query --engine, as a user calls it: what comes out, what it says before it costs anything, and what goes wrong.
import { text as textOf } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { execute } from "../../packages/cli/src/run.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { startShell } from "../command.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import { FakeAws } from "../doubles/aws.ts";
import { InsightsDouble } from "../doubles/insights.ts";
import { type Ran, ranInMemory } from "./queryInMemory.ts";

const keys = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "s" };
const window = "--start 1700000000 --end 1700003600";
const defaults =
  "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} " +
  "${start} ${end} ${action} ${log-status}";
const aws = new FakeAws();
const insights = new InsightsDouble();
const environment = process.env;
let url = "";

beforeAll(async () => {
  url = await aws.listen();
  aws.services.push(insights);
  insights.polls = 0;
  insights.groups.set(
    "flows",
    Array.from({ length: 100 }, (_, i) => {
      return `2 1 eni-1 10.0.0.${i % 7} 10.1.0.1 ${i} 443 6 1 ${i} ${1_700_000_000 + i} ${1_700_000_060 + i} ACCEPT OK`;
    }),
  );
  aws.flowLogs.push({ id: "fl-1", group: "flows", format: defaults });
  process.env = { ...environment, ...keys, AWS_ENDPOINT_URL: url };
});

beforeEach(() => {
  insights.queries.length = 0;
  aws.behaviour.trouble = undefined;
});

afterAll(async () => {
  process.env = environment;
  await aws.close();
});

const ran = (...words: readonly string[]): Promise<Ran> => ranInMemory(words, keys);

const top = `read cwl:flows ${window} | group --by srcaddr 'sum(bytes)' | top 2 --by 'sum(bytes)'`;

// 100 flows, 4950 bytes: those to .1 have 1, 8, ... 99 bytes, those to .0 have 0, 7, ... 98.
const largest = '{"srcaddr":"10.0.0.1","sum(bytes)":750}\n{"srcaddr":"10.0.0.0","sum(bytes)":735}\n';

test("rows come as NDJSON, or in a format, and what an engine cannot do is done here", async () => {
  expect(await ran("--engine", "insights", top)).toEqual({ code: 0, out: largest, err: "" });
  const csv = await ran("--engine", "insights", "-o", "csv", `${top} --share`);
  expect(csv.out.split("\n").slice(0, 2)).toEqual([
    "srcaddr,sum(bytes),percent,cumulative_percent",
    "10.0.0.1,750,15.1515,15.1515",
  ]);
});

test("the text is printed without a connection", async () => {
  const before = aws.calls.length;
  const printed = await ran("--print", "insights", top);
  const text = [
    'filter (srcAddr != "-")',
    "| stats sum(bytes) as sum_bytes by srcAddr as srcaddr",
    "| sort sum_bytes desc, srcaddr asc",
    "| limit 2",
  ];
  expect(printed).toEqual({ code: 0, out: `${text.join("\n")}\n`, err: "" });
  expect(aws.calls.length).toBe(before);
});

test("--explain says what is asked, read, paid and done here, and asks nothing", async () => {
  const { out, code } = await ran("--engine", "insights", "--explain", `${top} --other`);
  expect(code).toBe(0);
  expect(out).toContain("insights is asked:\n   filter (srcAddr");
  expect(out).toMatch(/\nwill read: .*\nwill cost: .* at 0.005 USD a GB read/);
  expect(out).toContain("\ndone here with its rows: flow-top 2 --by 'sum(bytes)' --other\n   because ");
  expect(insights.queries.length).toBe(0);
});

test("what costs more than --max-cost is not run without --yes", async () => {
  const flows = aws.group("flows");
  Object.defineProperty(flows, "bytes", { value: 10e12, configurable: true });
  Object.defineProperty(flows, "first", { value: 1_700_000_000_000, configurable: true });
  const long = top.replace("--end 1700003600", "");
  const dear = await ran("--engine", "insights", long);
  expect(dear).toMatchObject({ code: 2, out: "" });
  expect(dear.err).toContain("this will cost about 50.00 USD: 9.09 TiB at 0.005 USD a GB read");
  expect(insights.queries.length).toBe(0);
  expect(await ran("--engine", "insights", "--yes", long)).toMatchObject({ code: 0, out: largest });
  expect(await ran("--engine", "insights", "--max-cost", "51", long)).toMatchObject({ code: 0, out: largest });
  aws.groups.clear();
});

test("the format of the records is that of the flow log that writes them", async () => {
  aws.flowLogs[0] = { id: "fl-1", group: "flows", format: `${defaults} \${tcp-flags}` };
  const { out } = await ran(
    "--engine",
    "insights",
    "--explain",
    `read cwl:flows ${window} | group --by tcp_flags 'count()'`,
  );
  expect(out).toContain(
    'parse @message "* * * * * * * * * * * * * * *" as log_version, log_account_id, log_interface_id, log_srcaddr',
  );
  expect(out).toContain("by log_tcp_flags as tcp_flags");
  aws.flowLogs.push({ id: "fl-2", group: "flows", format: defaults });
  const several = await ran("--engine", "insights", top);
  expect(several).toMatchObject({ code: 2, out: "" });
  expect(several.err).toContain("the flow logs of these groups have several formats; name it with read --format");
  const given = await ran("--engine", "insights", top.replace("cwl:flows", "cwl:flows --format default"));
  expect(given).toEqual({ code: 0, out: largest, err: "" });
  const logs = aws.flowLogs.splice(0);
  const unknown = await ran("--engine", "insights", top);
  expect(unknown).toMatchObject({ code: 0, out: largest });
  expect(unknown.err).toContain("taken to have AWS's default format, as no flow log writes into the group");
  aws.flowLogs.push(...logs.slice(1));
});

test("several log groups are asked at once", async () => {
  insights.groups.set("more", ["2 1 eni-1 10.9.9.9 10.1.0.1 5 443 6 1 9000 1700000000 1700000060 ACCEPT OK"]);
  const { out } = await ran("--engine", "insights", "--yes", top.replace("cwl:flows", "cwl:flows cwl:more"));
  expect(out.split("\n")[0]).toBe('{"srcaddr":"10.9.9.9","sum(bytes)":9000}');
  expect(aws.callsOf("StartQuery").at(-1)?.input).toMatchObject({ logGroupNames: ["flows", "more"] });
});

test("a query of Logs Insights' own language is asked there too", async () => {
  const query = "filter bytes > 90 | stats sum(bytes) as total by srcAddr | sort total desc | limit 1";
  const words = ["--engine", "insights", "--lang", "insights", "--start", "1700000000", "--end", "1700003600", query];
  // 91, 92, ... 99: those to .1 are 92 and 99.
  expect(await ran(...words, "cwl:flows")).toEqual({ code: 0, out: '{"srcAddr":"10.0.0.1","total":191}\n', err: "" });
});

test("--stats says what was read", async () => {
  const { err } = await ran("--engine", "insights", "--stats=json", top);
  expect(JSON.parse(err)).toMatchObject({ command: "flow-query", engine: "insights", rows: 2, bytes_scanned: 7_280 });
  const forPeople = await ran("--engine", "insights", "--stats", top);
  expect(forPeople.err).toMatch(/^flow-query: insights, 7.11 KiB read, 100 records, 2 rows, \d+\.\d s\n$/);
});

test("on a terminal a line says how far it is, fits, and is gone before anything else", async () => {
  insights.polls = 1;
  const memory = memoryHost({ env: keys });
  const host: typeof memory = Object.create(memory, {
    stderrIsTerminal: { value: true },
    terminalSize: { value: () => ({ columns: 30, rows: 5 }) },
    // Both are one screen.
    write: { value: (bytes: Uint8Array) => memory.writeError(new TextDecoder().decode(bytes)) },
  });
  expect(await execute(command, ["--engine", "insights", "--yes", top], host)).toBe(0);
  const rows = memory.err().replace("\r\u001b[KLogs Insights: running, 7.11 ", "");
  expect(rows).toBe(`\r\u001b[K${largest}`);
  insights.polls = 0;
});

test.each([
  ["ExpiredTokenException", "the credentials have expired; get new ones"],
  ["AccessDeniedException", "access denied: logs:StartQuery is not allowed"],
  ["MalformedQueryException", "MalformedQueryException: no such thing"],
  ["ResourceNotFoundException", "there is no such log group in eu-west-1"],
])("%s: exit 5, and nothing is printed", async (error, words) => {
  aws.behaviour.trouble = ({ operation }) =>
    operation === "StartQuery" ? { error, message: error.startsWith("R") ? "group" : "no such thing" } : undefined;
  const { code, out, err } = await ran("--engine", "insights", "--yes", top);
  expect({ code, out }).toEqual({ code: 5, out: "" });
  expect(err).toContain(words);
});

test.each([
  [["--engine", "insights", `read - | group 'count()'`], "Logs Insights answers about log groups, and none is named"],
  [["--engine", "insights", `read s3://x/ | group 'count()'`], "is not allowed in a log group name"],
  [
    ["--engine", "insights", `read cwl:flows --limit 5 | group 'count()'`],
    "does not do what flowlogs-read does with --limit",
  ],
  [["--engine", "insights", `read cwl:flows | group --by tcp_flags`], "the records do not have this field"],
  [
    ["--engine", "insights", `read cwl:flows | filter 'tcp_flags = 2' | top 3 --by bytes`],
    "the records do not have this field",
  ],
  [["--engine", "insights", `read cwl:flows | group --by srcaddr/24`], "it has no function that gives the network"],
  [
    ["--engine", "insights", "--table", "x", `read cwl:flows | group 'count()'`],
    "--table: the pipeline reads cwl:flows; leave one of the two out",
  ],
  [["--engine", "insights", "--max-cost", "a lot", "read cwl:flows"], '"a lot" is not an amount of dollars'],
  [["--table", "x", "read cwl:flows"], "is about another engine; name one with --engine"],
  [["--yes", "read cwl:flows"], "is about another engine; name one with --engine"],
  [["--engine", "insights", "--lang", "sql", "SELECT 1"], "is for pipelines, which a query in SQL is not"],
])("%s is refused", async (words, problem) => {
  const { code, out, err } = await ran(...words);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(problem);
  expect(insights.queries.length).toBe(0);
});

test("Ctrl-C stops the query, and nothing is printed", async () => {
  insights.polls = 100_000;
  const polled = aws.callsOf("GetQueryResults").length;
  const env = `AWS_ENDPOINT_URL=${url} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  const child = startShell(`${env} exec flow-query --engine insights "${top}"`);
  const ended = new Promise((done) => child.once("close", (code, signal) => done(code ?? signal)));
  const out = textOf(child.stdout);
  while (aws.callsOf("GetQueryResults").length === polled) await new Promise((done) => setTimeout(done, 20));
  child.kill("SIGINT");
  expect(await ended).toBe("SIGINT");
  expect(await out).toBe("");
  expect(insights.queries.map(({ isStopped }) => isStopped)).toEqual([true]);
  insights.polls = 0;
});
