// Buckets that are read on: objects are known by their keys and tags, from one run to the next.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { outcome, scratch, shell, startShell, untilPrinted } from "../command.ts";
import { FakeS3 } from "../doubles/s3.ts";
import { log, numbers, upTo } from "../growing.ts";

let s3: FakeS3;
let env: string;
let state: string;
let count = 0;

beforeEach(async () => {
  s3 = new FakeS3();
  env = `AWS_ENDPOINT_URL_S3=${await s3.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  const folder = join(scratch, `state-${count++}`);
  mkdirSync(folder);
  state = join(folder, "read.state");
});

afterEach(async () => {
  await s3.close();
});

/** What the next run gives, and says. */
async function next(
  source = "s3://flows/",
  options = "",
): Promise<{ had: number[]; err: string; status: number | string }> {
  const child = startShell(`${env} exec flowlogs-read ${source} --state ${state} --fields bytes ${options}`);
  child.stdin.end();
  const { out, err, status } = await outcome(child);
  return { had: numbers(out), err, status };
}

const all = (from: number, to: number, err = "", status = 0) => ({ had: upTo(from, to), err, status });

test("late objects are read once, and nothing twice", async () => {
  s3.put("flows", "a/2.log", log(0, 10));
  s3.put("flows", "b/1.log.gz", gzipSync(log(10, 10)));
  expect(await next()).toEqual(all(0, 20));
  expect(await next()).toEqual(all(0, 0));
  s3.put("flows", "a/1.log", log(20, 10));
  s3.put("flows", "b/2.log", log(30, 10));
  expect(await next()).toEqual(all(20, 40));
  // Nothing is fetched that was read.
  s3.calls.length = 0;
  expect(await next("s3://flows/a")).toEqual(all(0, 0));
  expect(s3.callsOf("Get")).toEqual([]);
  expect((await next("s3://flows", "--stats")).err).toMatch(/files 4 \(nothing new\)/);
});

test("an object that is replaced is read from its start", async () => {
  s3.put("flows", "1.log", log(0, 10));
  expect(await next()).toEqual(all(0, 10));
  s3.put("flows", "1.log", log(50, 10));
  const note = "flowlogs-read: s3://flows/1.log changed; reading it again from the start\n";
  expect(await next()).toEqual(all(50, 60, note));
  expect(await next()).toEqual(all(0, 0));
});

test("what cannot be read is tried again; what is damaged is said again, and not read", async () => {
  s3.put("flows", "1.log", log(0, 10));
  s3.put("flows", "2.log.gz", gzipSync(log(10, 10)).subarray(0, -6));
  s3.put("flows", "3.log", log(20, 10));
  s3.behaviour.trouble = ({ operation, key }) =>
    operation === "Get" && key === "3.log" ? { code: "AccessDenied", status: 403 } : undefined;
  const damaged =
    "s3://flows/2.log.gz: the gzip data is cut short; the records before that are written; fetch the file again";
  const first = await next();
  expect(first).toMatchObject({ had: upTo(0, 20), status: 5 });
  expect(first.err).toContain(damaged);
  const second = await next();
  expect(second).toMatchObject({ had: [], status: 5 });
  expect(second.err).toContain(damaged);
  expect(second.err).toContain("s3://flows/3.log: access denied");
  s3.behaviour.trouble = () => undefined;
  expect(await next()).toEqual(all(20, 30, `flowlogs-read: ${damaged}\n`, 3));
  s3.put("flows", "2.log.gz", gzipSync(log(10, 10)));
  expect(await next()).toMatchObject({ had: upTo(10, 20), status: 0 });
});

function dayOf(day: string, number: number): string {
  return `AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/11/${day}/123456789012_vpcflowlogs_us-east-1_fl-0a_202611${day}T1000Z_${number}.log`;
}

/** The objects that the state knows. */
function kept(): string[] {
  return ["10", "20"]
    .flatMap((day) => [1, 2].map((number) => dayOf(day, number).slice(68)))
    .filter((it) => readFileSync(state, "utf8").includes(it));
}

test("objects that are gone are forgotten, but not for a window or a folder that was not looked at", async () => {
  for (const day of ["10", "20"]) for (const number of [1, 2]) s3.put("flows", dayOf(day, number), log(number, 1));
  expect((await next()).had.length).toBe(4);
  for (const day of ["10", "20"]) s3.remove("flows", dayOf(day, 2));
  await next("s3://flows", "--start 2026-11-20");
  expect(kept().length).toBe(3);
  await next("s3://flows/AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/11/20");
  expect(kept().length).toBe(3);
  await next();
  expect(kept().length).toBe(2);
});

test("Ctrl-C in the middle of an object: the next run goes on at the next line", async () => {
  s3.put("flows", "1.log", log(0, 10));
  s3.put("flows", "2.log.gz", gzipSync(log(10, 300_000), { level: 1 }));
  s3.put("flows", "3.log", log(300_010, 10));
  // The object stops to come in its middle.
  let stop = true;
  s3.behaviour.trouble = ({ key }) => (stop && key === "2.log.gz" ? "stall" : undefined);
  const child = startShell(`${env} exec flowlogs-read s3://flows --state ${state} --fields bytes`);
  const running = outcome(child);
  await untilPrinted(child, '{"bytes":9000}');
  process.kill(child.pid ?? 0, "SIGINT");
  const { out, err, status } = await running;
  stop = false;
  const before = numbers(out);
  expect(before).toEqual(upTo(0, before.length));
  expect(before.length).toBeLessThan(300_000);
  expect([err, status]).toEqual(["", "SIGINT"]);
  expect(await next()).toEqual(all(before.length, 300_020));
});

test("Ctrl-C while it waits for more ends it well", async () => {
  s3.put("flows", "1.log", log(0, 10));
  const child = startShell(`${env} exec flowlogs-read s3://flows --state ${state} --fields bytes --follow`);
  const running = outcome(child);
  while (contentOf(state) === "") await new Promise((done) => setTimeout(done, 5));
  process.kill(child.pid ?? 0, "SIGINT");
  expect(await running).toMatchObject({ err: "", status: "SIGINT" });
  expect(await next()).toEqual(all(0, 0));
});

/** What twenty runs that are killed while the bucket grows, and one that comes to its end, leave in a file. */
async function killed(options: string): Promise<{ had: number[]; written: number; known: number }> {
  const [runs, each] = [20, 6];
  const out = `${state}.ndjson`;
  const read = `${env} exec flowlogs-read s3://flows --state ${state} --fields bytes ${options}`;
  const objects = new Map<string, number>();
  writeFileSync(out, "");
  let known = 0;
  for (let run = 0; run < runs; run++) {
    const [before, length, saved] = [readOf(state, objects), statSync(out).size, contentOf(state)];
    // New objects come before and behind the others, and while it reads.
    for (let object = 0; object < each; object++) put(run, object, objects);
    // Some are killed before they ask, some amid their calls, some when they have saved and wait for more.
    const calls = s3.calls.length + (run % 3 === 0 ? 0 : 4 + run);
    const child = startShell(`${read} --follow >> ${out}`);
    while (s3.calls.length < calls) await new Promise((done) => setTimeout(done, 5));
    put(run, each, objects);
    if (run % 3 === 2) while (contentOf(state) === saved) await new Promise((done) => setTimeout(done, 5));
    await new Promise((done) => setTimeout(done, (run % 7) * 30));
    child.kill("SIGKILL");
    await new Promise((done) => child.once("close", done));
    // Nothing comes again that the state knew.
    const now = numbers(readFileSync(out).subarray(length).toString());
    expect(now.filter((number) => before.has(number - (number % EACH)))).toEqual([]);
    known = Math.max(known, before.size);
  }
  expect(await shell(`${read} >> ${out}`)).toEqual({ out: "", err: "", status: 0 });
  return { had: numbers(readFileSync(out, "utf8")), written: objects.size * EACH, known };
}

test("twenty runs that are killed while the bucket grows: all is there, and nothing twice that was saved", async () => {
  const { had, written, known } = await killed("");
  expect([...new Set(had)].toSorted((a, b) => a - b)).toEqual(upTo(0, written));
  expect(known).toBeGreaterThan(20);
}, 60_000);

test("with --dedupe they leave all of it once", async () => {
  const { had, written } = await killed("--dedupe");
  expect(had.toSorted((a, b) => a - b)).toEqual(upTo(0, written));
}, 60_000);

/** Records of an object. */
const EACH = 40;

function put(run: number, object: number, objects: Map<string, number>): void {
  const [key, from] = [`${(run * 7) % 20}/${object}.log`, objects.size * EACH];
  const text = log(from, EACH);
  s3.put("flows", key, object % 2 === 0 ? text : gzipSync(text));
  objects.set(key, from);
}

function contentOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** The first numbers of the objects that a state knows as read to their ends. */
function readOf(path: string, objects: ReadonlyMap<string, number>): Set<number> {
  const lines = contentOf(path).split("\n").slice(1, -1);
  const entries = lines.map((line): [string, Record<string, unknown>] => JSON.parse(line));
  const keys = entries.flatMap(([folder, marks]) =>
    Object.keys(marks).flatMap((name) =>
      typeof marks[name] === "string" ? folder.slice("s3://flows/".length) + name : [],
    ),
  );
  return new Set(keys.flatMap((key) => objects.get(key) ?? []));
}
