// Pipelines of which threads do a part: each groups what it reads, and the main thread merges the groups. Output, messages and exit
// code are those of a shell, whatever the number of threads and what is wrong with the files.
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { file, outcome, scratch, shell, start } from "./command.ts";
import { sampleCloud } from "./doubles/sample.ts";
import { Random } from "./fuzz/random.ts";
import {
  grouping,
  lines,
  merging,
  messagesOf,
  narrowing,
  printing,
  step,
  typed,
  type Words,
} from "./fuzz/randomPipelines.ts";

const CASES = Number(process.env["FUZZ_RUNS"] ?? 16);
const header =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
const cloud = await sampleCloud();
afterAll(() => cloud.close());

function files(random: Random, folder: string): readonly string[] {
  return random
    .times(random.between(3, 9), () => "")
    .map((_, i) => {
      const text = (): string => `${header}\n${lines(random, true)}${lines(random, true)}`;
      switch (random.below(8)) {
        case 0:
          return file(`${folder}/${i}.ndjson`, lines(random, false));
        case 1: {
          const whole = gzipSync(text());
          return file(`${folder}/${i}.log.gz`, random.once(3) ? whole.subarray(0, whole.length >> 1) : whole);
        }
        case 2:
          return random.once(3) ? join(scratch, folder, "missing.log") : file(`${folder}/${i}.log`, "");
        case 3:
          // Members of gzip, each with its own header.
          return file(`${folder}/${i}.log.gz`, Buffer.concat([gzipSync(text()), gzipSync(text())]));
        default:
          return file(`${folder}/${i}.log`, text());
      }
    });
}

const inShell = (read: Words, rest: readonly Words[]): string => typed([[...read, "--workers", "1"], ...rest]);
const inOne = (read: Words, rest: readonly Words[], threads: number): string =>
  `flow-query --threads ${threads} '${typed([read, ...rest]).replaceAll("'", String.raw`'\''`)}'`;
/** The highest of the exit codes, as of one process. */
const highest =
  'codes=("${PIPESTATUS[@]}"); code=0; ' +
  'for it in "${codes[@]}"; do [ $it = 2 ] && exit 99; [ $it -gt $code ] && code=$it; done; exit $code';

test.concurrent.each(Array.from({ length: CASES }, (_, i) => i + 1))("random pipeline %i", async (seed) => {
  const random = new Random(seed * 7919);
  const paths = files(random, `files${seed}`);
  const window = random.once(5) ? ["--start", "2014-12-14T04:08:00Z"] : [];
  const read: Words = ["flowlogs-read", ...window, ...paths];
  // Most of what threads can run, and some of what they cannot.
  const isAny = random.once(4);
  const before = random.times(random.below(3), () => (isAny ? step(random) : narrowing(random)));
  const after = random.times(random.below(2), () => step(random));
  const groups = random.once(5) ? merging(random) : [isAny ? step(random) : grouping(random)];
  const rest = [...before, ...groups, ...after, ...printing(random)];
  const expected = await shell(`${inShell(read, rest)}; ${highest}`);
  if (expected.status === 99 || expected.err.includes("without --by")) return;
  const got = await shell(inOne(read, rest, random.between(2, 4)));
  expect({ ...got, err: messagesOf(got.err) }).toEqual({ ...expected, err: messagesOf(expected.err) });
});

/** So many flows of few sources, under a header; every 5,000th line is bad, and a tenth of the flows is rejected. */
function flows(from: number, count: number): string {
  const each = Array.from({ length: count }, (_, i) => {
    const n = from + i;
    if (n % 5000 === 4999) return `oops ${n}\n`;
    const ends = `10.0.${(n * 7919) % 250}.1 10.1.1.${n % 7} ${n % 65_536} ${n % 3 === 0 ? 443 : 22}`;
    const time = `${1_418_530_010 + (n >> 6)} ${1_418_530_070 + (n >> 6)}`;
    return `2 123456789010 eni-${n % 7} ${ends} 6 ${n % 90} ${n * 40} ${time} ${n % 10 === 0 ? "REJECT" : "ACCEPT"} OK\n`;
  });
  return `${header}\n${each.join("")}`;
}

const questions = [
  "filter 'action = REJECT' | group --by srcaddr 'sum(bytes)' 'count()' | top 10 --by 'sum(bytes)'",
  "filter 'dstport = 443' | bin 5m | group --by bin 'sum(bytes) as bytes' 'first(srcaddr)' 'last(srcport)'",
  "group --by srcaddr 'p95(bytes)' 'count_distinct(dstport)' 'values(dstaddr)' 'stddev(packets)' 'avg(bytes)'",
  "group --by srcaddr --totals 'sum(bytes)' 'p95(bytes)' 'count_distinct(dstport)' 'sum(bytes) / count() as mean' | top 9 --by mean",
  "group --by srcaddr/16,dstport --having 'max(packets) > 3' 'min(start)' 'approx_count_distinct(srcport)' | fmt -o csv",
];

/** What threads cannot do, if anything, is told for whoever looks into it. */
const debug = (err: string): string => err.split("\n").find((it) => it.includes("debug:")) ?? "";

test("parts of a large file, files with members, and files of different sizes", async () => {
  const text = flows(0, 300_000);
  file("large.log", text);
  file("members.log.gz", Buffer.concat([gzipSync(flows(7, 9000)), gzipSync(flows(50, 9000).slice(header.length + 1))]));
  file("small.log", flows(3, 900));
  for (const question of questions) {
    const pipeline = `read large.log members.log.gz small.log large.log | ${question}`;
    const one = await shell(`flow-query --threads 1 "${pipeline}"`);
    expect(one.err).toContain("large.log:5001: wrong number of columns");
    expect(one.out.length).toBeGreaterThan(100);
    for (const threads of [3, 4]) {
      const many = await shell(`FLOW_DEBUG=1 flow-query --threads ${threads} "${pipeline}"`);
      expect(debug(many.err)).toBe("");
      expect(many).toEqual(one);
    }
  }
});

test.each<[what: string, pipeline: string, why: string]>([
  ["numbers with a fraction", "group 'sum(bytes / 7)'", "fractions are added in another order"],
  ["variances of them", "group 'stddev(bytes / 7)'", "fractions are added in another order"],
  ["a message", "filter 'bytes > 1' | filter 'acton = 3 or bytes > 1' | group 'count()'", 'no record has "acton"'],
  ["a field that is not there", "group --by acton 'count()'", 'no record has "acton"'],
])("what threads cannot share is done by one: %s", async (_, rest, why) => {
  file("a.log", flows(0, 900));
  file("b.log", flows(900, 900));
  const pipeline = `read a.log b.log | ${rest}`;
  const many = await shell(`FLOW_DEBUG=1 flow-query --threads 3 "${pipeline}"`);
  expect(debug(many.err)).toContain(why);
  expect(await shell(`flow-query --threads 3 "${pipeline}"`)).toEqual(
    await shell(`flow-query --threads 1 "${pipeline}"`),
  );
});

test("columns that change within a file, and a pipe among files", async () => {
  const swapped = header.replace("srcaddr dstaddr", "dstaddr srcaddr");
  file("changing.log", `${flows(0, 300_000)}${swapped}\n${flows(0, 900).slice(header.length + 1)}`);
  const changing = 'read changing.log | group --by srcaddr "count()" | top 5 --by "count()"';
  const many = await shell(`FLOW_DEBUG=1 flow-query --threads 3 '${changing}'`);
  expect(debug(many.err)).toContain("the columns change within a file");
  expect(await shell(`flow-query --threads 3 '${changing}'`)).toEqual(
    await shell(`flow-query --threads 1 '${changing}'`),
  );
  file("c.log", flows(0, 900));
  const piped = `flow-query --threads N 'read c.log c.log - c.log | group --by action "count()"' < <(cat c.log)`;
  expect((await shell(piped.replace("N", "2"))).out).toBe((await shell(piped.replace("N", "1"))).out);
});

test("a list that comes through a pipe, which can be read once", async () => {
  file("d.log", flows(0, 900));
  const pipeline =
    "read d.log d.log d.log | filter 'bytes > 1' | filter 'srcaddr in @/dev/stdin' | group --by srcaddr 'count()'";
  const run = async (threads: number) =>
    await shell(`printf '10.0.19.1\\n10.0.38.1\\n' | flow-query --threads ${threads} "${pipeline}"`);
  const one = await run(1);
  expect(one.out).toMatch(/"10.0.38.1".*\n.*"10.0.19.1"/);
  expect(await run(2)).toEqual(one);
});

test("objects of S3 and slices of a log group", async () => {
  for (const source of ["s3://flows", "cwl:vpc-flows --start 2026-11-20T00:00Z --end 2026-11-21T00:00Z"]) {
    const pipeline = `read ${source} | filter "bytes > 100" | group --by srcaddr "sum(bytes)" "first(start)"`;
    const run = async (threads: number) =>
      await shell(`${exported(cloud.env)} flow-query --threads ${threads} '${pipeline}'`);
    const one = await run(1);
    expect(one).toMatchObject({ err: "", status: 0 });
    expect(one.out.split("\n").length).toBeGreaterThan(5);
    expect(await run(3)).toEqual(one);
  }
});

function exported(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}='${value}'`)
    .join(" ");
}

test("an interrupted run merges what was read", async () => {
  file("f.log", flows(0, 300_000));
  const pipeline = `read ${"f.log ".repeat(12)}| group --by action "count()"`;
  const child = start(["flow-query", "--threads", "3", pipeline]);
  const ended = outcome(child);
  setTimeout(() => child.kill("SIGINT"), 700);
  const { err, status } = await ended;
  expect(err).not.toContain("internal error");
  expect([0, 130, "SIGINT"]).toContain(status);
});

test("a closed output ends the run", async () => {
  file("e.log", flows(0, 300_000));
  const many = 'read e.log e.log e.log e.log | group --by srcaddr,srcport "count()"';
  const closed = await shell(`flow-query --threads 3 '${many}' | head -1; echo \${PIPESTATUS[0]}`);
  expect(closed.out).toMatch(/^\{"srcaddr":"10.0.0.1","srcport":0,.*\n0\n$/);
});
