// Questions asked of Logs Insights, by a double of it that executes: the rows are those that the pipeline gives here.
import { afterAll, beforeAll, expect, test } from "vitest";
import { execute } from "../../packages/cli/src/run.ts";
import { memoryHost } from "../../packages/cli/src/memoryHost.ts";
import { engines, type EngineContext, type EngineQuery, rowWriter } from "../../packages/engines/src/index.ts";
import { isProblem } from "../../packages/base/src/problem.ts";
import { command } from "../../packages/flow-query/src/command.ts";
import { unconfigured } from "../../packages/flow-query/src/pipeline/configured.ts";
import { parsePipeline, plainPipeline } from "../../packages/flow-query/src/pipeline/parse.ts";
import { planOf } from "../../packages/flow-query/src/plan/index.ts";
import { FakeAws } from "../doubles/aws.ts";
import { InsightsDouble } from "../doubles/insights.ts";

const START = 1_700_000_100;
const window = `--start ${START} --end ${START + 86_400}`;
/** That of the many. */
const short = `--start ${START} --end ${START + 3000}`;
const keys = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "s" };

const aws = new FakeAws();
const insights = new InsightsDouble();
const notes: string[] = [];
const environment = process.env;

/** Flows with nulls, IPv6, ties and values that are equal as numbers only. */
function lines(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => {
    const at = START + i * 61;
    if (i % 7 === 3) return `2 012345678901 eni-${i % 3} - - - - - - - ${at} ${at + 60} - NODATA`;
    const source = i % 5 === 0 ? `2001:db8::${(i % 4) + 1}` : `10.0.${i % 3}.${i % 11}`;
    const ports = `${1024 + (i % 13)} ${[443, 80, 22, 53][i % 4]} ${i % 4 === 3 ? 17 : 6}`;
    const action = i % 6 === 1 ? "REJECT" : "ACCEPT";
    return `2 012345678901 eni-${i % 3} ${source} 192.168.0.${i % 2} ${ports} ${i % 9} ${i * i} ${at} ${at + 60} ${action} OK`;
  });
}

const records = lines(300);
/** More than the rows of one answer, four in a second. */
const many = Array.from({ length: 12_000 }, (_, i) => {
  const at = START + (i >> 2);
  return `2 1 eni-1 10.0.0.${i % 250} 10.1.0.1 ${i % 60_000} 443 6 1 ${i} ${at} ${at} ACCEPT OK`;
});

beforeAll(async () => {
  const url = await aws.listen();
  aws.services.push(insights);
  insights.polls = 0;
  insights.groups.set("flows", records);
  insights.groups.set("many", many);
  process.env = { ...environment, ...keys, AWS_ENDPOINT_URL: url };
});

afterAll(async () => {
  process.env = environment;
  await aws.close();
});

async function asked(pipeline: string): Promise<EngineQuery> {
  const [links, compiled] = [await parsePipeline(pipeline, unconfigured), plainPipeline(pipeline)];
  if (isProblem(links) || isProblem(compiled)) throw new Error(pipeline);
  const dialect = await engines.insights.dialect?.();
  const plan = planOf(links, compiled.commands);
  const query = dialect?.print(plan, { name: plan.source.names, columns: [], partitions: [] });
  if (query === undefined || isProblem(query)) throw new Error(query?.problem);
  return query;
}

const context: EngineContext = {
  settings: {},
  environment: keys,
  progress: () => {},
  note: ({ problem }) => notes.push(problem),
};

async function remote(pipeline: string, signal = new AbortController().signal): Promise<readonly string[]> {
  const query = await asked(pipeline);
  const client = await engines.insights.client?.();
  const engine = await client?.connect(context);
  const write = rowWriter(query.columns, query.approximate);
  let text = "";
  try {
    for await (const rows of engine?.run(query, signal) ?? []) text += new TextDecoder().decode(write(rows));
  } finally {
    await engine?.close();
  }
  return text.split("\n").slice(0, -1);
}

async function local(pipeline: string, all = records): Promise<readonly string[]> {
  const host = memoryHost({ stdin: all.map((line) => `${line}\n`).join("") });
  const code = await execute(command, [pipeline], host);
  if (code !== 0) throw new Error(host.err());
  return host.out().split("\n").slice(0, -1);
}

const pipelines = [
  "group --by action 'sum(bytes)' 'count()'",
  "group --by action 'sum(bytes)' 'count()' --keep-null",
  "group --by srcaddr,dstport 'sum(bytes) as b' 'max(packets)' 'min(bytes)'",
  "filter 'action = REJECT' | group --by srcaddr 'sum(bytes)' | top 3 --by 'sum(bytes),srcaddr asc'",
  "filter 'not action = REJECT' | group --by srcaddr 'count()'",
  "filter 'dstport != 443' | group --by dstport 'count()'",
  "filter 'not (dstport = 443 or bytes < 500)' | group --by dstport 'count()'",
  "filter 'bytes < 500' | group 'count()' 'sum(bytes)'",
  "filter 'srcaddr in 10.0.0.0/23' | group --by srcaddr 'count()'",
  "filter 'srcaddr not in [10.0.0.0/23, 2001:db8::/127]' | group --by srcaddr 'count()'",
  "filter 'srcaddr = 2001:DB8:0::1' | group 'count()'",
  "filter 'srcaddr != 2001:db8::1' | group 'count()'",
  "filter 'srcaddr in 10.0.0.3-10.0.2.5' | group --by srcaddr 'count()'",
  "filter 'isPrivateIP(srcaddr)' | group 'count()'",
  "filter 'srcaddr is null' | group --by log_status 'count()'",
  "filter 'srcaddr is not null' | group --by log_status 'count()'",
  "filter 'account_id = 12345678901' | group 'count()'",
  "filter 'account_id = \"012345678901\"' | group 'count()'",
  "filter 'interface_id =~ /eni-[01]/ and protocol = udp' | group --by interface_id 'count()'",
  "filter \"interface_id like 'eni-2' or interface_id !~ /^ENI-0/i\" | group --by interface_id 'count()'",
  "filter 'dstport in [22, 80, 1000-2000]' | group --by dstport 'count()'",
  "filter 'dstport not in [22, 80]' | group --by dstport 'count()'",
  "filter 'srcaddr = dstaddr or srcport > dstport' | group --by dstport 'count()'",
  "filter 'bytes / packets > 1000' | group 'count()'",
  "filter 'protocol & 2 = 2' | group --by protocol 'count()'",
  "filter 'duration >= 60' | group 'count()'",
  "bin 5m | group --by bin 'sum(bytes)'",
  "bin 1h | group --by bin,action 'sum(bytes)' 'count(bytes > 1000)'",
  "bin 90s --at end | group --by bin 'count()'",
  "bin 7m | group --by bin 'max(bytes)'",
  "bin 1d | group --by bin,dstport 'count()'",
  "bin 1w | group --by bin 'sum(packets)'",
  "bin 2d | group --by bin 'sum(packets)'",
  "bin 7h | group --by bin 'sum(packets)'",
  "bin 36h --at end | group --by bin 'sum(packets)'",
  "bin 2w | group --by bin 'sum(packets)'",
  "bin 1mo | group --by bin 'sum(packets)'",
  "group --by dstport 'avg(bytes)' 'variance(packets)' 'count(srcaddr)'",
  "group --by dstport 'sum(bytes where action = REJECT)' 'count(action = REJECT)'",
  "group --by dstport 'sum(bytes)/count() as each' 'sum(bytes) - sum(packets) as rest'",
  "group --by dstport 'round(sum(bytes)/1024, 1) as kb'",
  "group --by srcaddr 'sum(bytes)' --having 'count() > 5 and max(bytes) > 100'",
  "group --by srcaddr 'sum(bytes)' --having 'sum(bytes where dstport = 22) = 0'",
  "group --by dstport 'sum(bytes where action = REJECT)/count() as r' 'sum(packets where srcaddr is null)' --keep-null",
  "group --by srcaddr 'sum(bytes)' | filter '`sum(bytes)` > 100000'",
  "group --by action 'sum(bytes)' --keep-null | top --sort --by 'action asc'",
  "group --by action 'sum(bytes)' --keep-null | top --sort --by '`sum(bytes)` asc'",
  "group --by 'toupper(action) as a' 'count()'",
  "group --by 'if(bytes > 1000, 1, 0) as big' 'count()'",
  "group 'count()' 'sum(bytes)' 'max(bytes)'",
  "filter 'action = NONE' | group 'count()' 'sum(bytes)' 'max(bytes)'",
  "filter 'action = REJECT' | top --sort --by 'bytes,start'",
  "filter 'action = REJECT' | top 5 --by 'bytes asc,start'",
  `filter 'action = "it\\"s \\\\ # /x" or action like "a\\"b"' | group 'count()'`,
];

test.concurrent.each(pipelines)("%s", async (pipeline) => {
  const [here, there] = await Promise.all([
    local(`read - ${window} | ${pipeline}`),
    remote(`read cwl:flows ${window} | ${pipeline}`),
  ]);
  const isOrdered = pipeline.includes("| top ");
  expect(isOrdered ? there : there.toSorted()).toEqual(isOrdered ? here : here.toSorted());
});

/** In AWS's words, in another order, with a field that is not in the default format. */
const format = "bytes,tcp-flags,srcaddr,dstaddr,dstport,start,end,action,log-status,account-id";
const own = records.map((line, i) => {
  const [, account, , source, target, , port, , , bytes, start, end, action, status] = line.split(" ");
  return [bytes, status === "OK" ? i % 20 : "-", source, target, port, start, end, action, status, account].join(" ");
});

test.concurrent.each([
  "group --by action 'sum(bytes)' 'count()'",
  "group --by tcp_flags 'sum(bytes)' --keep-null",
  "filter 'tcp_flags & 2 = 2 and srcaddr in 10.0.0.0/8' | group --by action 'count()' 'max(bytes)'",
  "filter 'not (dstport = 443 or bytes < 500)' | group --by dstport 'count()'",
  "filter 'srcaddr is null' | group --by log_status 'count(tcp_flags)' 'count()'",
  "bin 1h | group --by bin 'sum(bytes)'",
  "filter 'dstport = 53'",
])("of another format: %s", async (pipeline) => {
  insights.groups.set("own", own);
  insights.formats.set("own", format);
  const [here, there] = await Promise.all([
    local(`read - --format ${format} ${window} | ${pipeline}`, own),
    remote(`read cwl:own --format ${format} ${window} | ${pipeline}`),
  ]);
  expect(there.toSorted()).toEqual(here.toSorted());
});

test("percentiles and distinct counts say that they are approximate", async () => {
  const pipeline = "group --by protocol 'p95(bytes)' 'count_distinct(srcaddr) as n' 'sum(bytes)'";
  const here = await local(`read - ${window} | ${pipeline}`);
  const marked = here.map((row) => row.replace(/}$/, ',"approximate":["p95(bytes)","n"]}'));
  expect((await remote(`read cwl:flows ${window} | ${pipeline}`)).toSorted()).toEqual(marked.toSorted());
});

test("records themselves come oldest first", async () => {
  const pipeline = "filter 'dstport = 53'";
  expect(await remote(`read cwl:flows ${window} | ${pipeline}`)).toEqual(await local(`read - ${window} | ${pipeline}`));
  const fields = `${window} --fields srcaddr,bytes`;
  expect(await remote(`read cwl:flows ${fields}`)).toEqual(await local(`read - ${fields}`));
});

test("more rows than one answer has are asked for in pieces of the time, and that is told", async () => {
  notes.length = 0;
  const before = insights.queries.length;
  const rows = await remote(`read cwl:many ${short} --fields bytes`);
  expect(rows).toEqual(many.map((_, i) => `{"bytes":${i}}`));
  // The whole time, and half of it twice.
  expect(insights.queries.length - before).toBe(3);
  expect(notes).toEqual([
    "Logs Insights gives 10,000 rows: asking for pieces of the time instead, which reads it again",
  ]);
  const groups = "bin 1m | group --by bin,srcport 'sum(bytes)'";
  const here = await local(`read - ${short} | ${groups}`, many);
  expect((await remote(`read cwl:many ${short} | ${groups}`)).toSorted()).toEqual(here.toSorted());
});

test("more groups than one answer has are put together from pieces of the time, in memory or not", async () => {
  const aggregates = "'sum(bytes)' 'count()' 'max(bytes) as `max(1)`' 'min(start)'";
  const pipeline = `group --by 'srcport as \`a,b\`,srcaddr' ${aggregates} --keep-null`;
  const twice = many.map((line, i) => {
    if (i % 1000 === 7) return `2 1 eni-1 - - - - - - - ${START + (i >> 2)} ${START + (i >> 2)} - NODATA`;
    return i < 11_000 ? line : line.replace(/ (\d+) 443 /, (_, port) => ` ${Number(port) - 11_000} 443 `);
  });
  insights.groups.set("twice", twice);
  const here = await local(`read - ${short} | ${pipeline}`, twice);
  const host = memoryHost({ env: keys });
  const code = await execute(command, ["--engine", "insights", "--yes", `read cwl:twice ${short} | ${pipeline}`], host);
  expect({ code, rows: host.out().trimEnd().split("\n").toSorted() }).toEqual({ code: 0, rows: here.toSorted() });
  expect(host.err()).toContain("asking for pieces of the time instead");
  // 11,000 but for those of 11 records without flows, which are one group.
  expect(here.length).toBe(10_990);
  const top = `${pipeline} | top 3 --by 'sum(bytes)' --share`;
  const ranked = memoryHost({ env: keys });
  await execute(command, ["--engine", "insights", "--yes", `read cwl:twice ${short} | ${top}`], ranked);
  expect(ranked.out()).toBe((await local(`read - ${short} | ${top}`, twice)).map((line) => `${line}\n`).join(""));
});

test("where groups cannot be put together, more than one answer has are an error", async () => {
  const pipeline = `read cwl:many ${short} | group --by srcport 'avg(bytes)'`;
  await expect(remote(pipeline)).rejects.toThrow(
    "the answer has 10,000 rows or more, and Logs Insights gives no others",
  );
});

test("so many records in one second are an error, after those before it", async () => {
  insights.groups.set(
    "dense",
    Array.from(
      { length: 10_001 },
      (_, i) => `2 1 eni-1 10.0.0.1 10.1.0.1 1 443 6 1 ${i} ${START + (i > 0 ? 1 : 0)} ${START + 9} ACCEPT OK`,
    ),
  );
  const all = remote(`read cwl:dense --start ${START} --end ${START + 2} --fields bytes`);
  await expect(all).rejects.toThrow("10,000 rows or more are of the same second, and Logs Insights gives no others");
});

test("a query that nobody waits for any more is stopped", async () => {
  const end = new AbortController();
  insights.polls = 1000;
  const answer = remote(`read cwl:flows ${window} | group 'count()'`, end.signal);
  while (insights.queries.at(-1)?.polls !== 999) await new Promise((done) => setTimeout(done, 5));
  end.abort(new Error("over"));
  await expect(answer).rejects.toThrow("over");
  expect(insights.queries.at(-1)?.isStopped).toBe(true);
  insights.polls = 0;
});

test("what is throttled is asked again", async () => {
  let refusals = 2;
  aws.behaviour.trouble = ({ operation }) =>
    operation === "GetQueryResults" && refusals-- > 0 ? { error: "ThrottlingException" } : undefined;
  expect(await remote(`read cwl:flows ${window} | group 'count()'`)).toEqual(['{"count()":300}']);
  expect(refusals).toBeLessThan(1);
  aws.behaviour.trouble = undefined;
});

test.each([
  ["ExpiredTokenException", "the credentials have expired"],
  ["MalformedQueryException", "MalformedQueryException: unexpected symbol"],
  ["ResourceNotFoundException", "there is no such log group in eu-west-1"],
])("%s ends the run in its words", async (error, words) => {
  const message = error.startsWith("Resource") ? "The specified log group does not exist" : "unexpected symbol";
  aws.behaviour.trouble = ({ operation }) => (operation === "StartQuery" ? { error, message } : undefined);
  await expect(remote(`read cwl:flows ${window} | group 'count()'`)).rejects.toThrow(words);
  aws.behaviour.trouble = undefined;
});

test("a query that fails there has no answer", async () => {
  insights.ending = "Failed";
  await expect(remote(`read cwl:flows ${window} | group 'count()'`)).rejects.toThrow("the query is Failed");
  insights.ending = "Complete";
});
