// The command over streams, as a user meets it: lines that are bad, pipes that end early, signals, several streams.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { outcome, scratch, shell, startShell, untilPrinted } from "../command.ts";
import { FakeKinesis } from "../doubles/kinesis.ts";
import { log, numbers, upTo } from "../growing.ts";

let aws: FakeKinesis;
let read: string;

beforeEach(async () => {
  aws = new FakeKinesis();
  const env = `AWS_ENDPOINT_URL=${await aws.listen()} AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  read = `${env} exec flowlogs-read`;
});
afterEach(async () => await aws.close());

/** How a line of a record is called. */
function place(sequence: number, line: number): string {
  return `flowlogs-read: kinesis:flows/shardId-000000000000/${String(sequence).padStart(56, "0")}:${line}`;
}

test("bad lines are told by shard and sequence number, and what is good comes out", async () => {
  const stream = aws.stream("flows");
  stream.put("key", `${log(0, 2)}one two\n${log(2, 1)}`);
  stream.put("key", gzipSync("half of it").subarray(0, 20));
  stream.put("key", log(3, 1));
  stream.put("key", Buffer.from([0, 159, 146, 150]));
  stream.put("key", log(4, 1));
  const bad = join(scratch, "bad");
  const { out, err, status } = await shell(`${read} kinesis:flows --bad-lines ${bad} --strict`);
  expect(numbers(out)).toEqual(upTo(0, 5));
  expect(err.trimEnd().split("\n")).toEqual([
    `${place(1, 3)}: wrong number of columns: expected 14 columns, found 2; assuming the default format, use --format for another; skipped`,
    `${place(2, 1)}: damaged data: the gzip data is cut short; skipped`,
    `${place(4, 1)}: nothing that can be read: its first bytes are 00 9f 92 96; skipped`,
    "flowlogs-read: kinesis:flows: a document is cut short or damaged; its complete parts are read",
    "flowlogs-read: 3 bad lines; an error because of --strict",
  ]);
  expect(status).toBe(3);
  expect(readFileSync(bad).subarray(0, 8).toString()).toBe("one two\n");
});

test("many shards at once", async () => {
  const stream = aws.stream("flows", 40);
  for (let at = 0; at < 400; at++) stream.put(`key${at}`, log(at, 1));
  const { out, err, status } = await shell(`${read} kinesis:flows --fields bytes --concurrency 40`);
  expect(numbers(out).toSorted((a, b) => a - b)).toEqual(upTo(0, 400));
  expect({ err, status }).toEqual({ err: "", status: 0 });
});

test("a reader that has enough ends it", async () => {
  const stream = aws.stream("flows", 4);
  for (let at = 0; at < 100; at++) stream.put(`key${at}`, log(at, 1));
  aws.behaviour.pageRecords = 3;
  const { out, err } = await shell(`${read} kinesis:flows --follow --start 0 | head -n 3`);
  expect(numbers(out).length).toBe(3);
  expect(err).toBe("");
  expect(aws.callsOf("GetRecords").length).toBeLessThan(20);
});

test("records come out at once, and a run that is told to end keeps where it was", async () => {
  const stream = aws.stream("flows");
  const state = join(scratch, "interrupted.state");
  const child = startShell(`${read} kinesis:flows --follow --start 0 --state ${state} --fields bytes`);
  const ended = outcome(child);
  for (let at = 0; at < 20; at++) stream.put(`key${at}`, log(at, 1));
  await untilPrinted(child, '{"bytes":19}\n');
  child.kill("SIGINT");
  const { out, err, status } = await ended;
  expect(err).toBe("");
  expect(status).toBe("SIGINT");
  expect(numbers(out)).toEqual(upTo(0, 20));
  stream.put("key", log(20, 1));
  const next = await shell(`${read} kinesis:flows --state ${state} --fields bytes`);
  expect(numbers(next.out)).toEqual([20]);
});

test("several streams, one after the other, and together when they are followed", async () => {
  for (const [name, from] of [
    ["one", 0],
    ["two", 10],
  ] as const) {
    for (let at = 0; at < 10; at++) aws.stream(name, 2).put(`key${at}`, log(from + at, 1));
  }
  const once = await shell(`${read} kinesis:one kinesis:two --fields bytes`);
  expect(
    numbers(once.out)
      .slice(0, 10)
      .toSorted((a, b) => a - b),
  ).toEqual(upTo(0, 10));
  expect(
    numbers(once.out)
      .slice(10)
      .toSorted((a, b) => a - b),
  ).toEqual(upTo(10, 20));
  const followed = await shell(`${read} kinesis:one kinesis:two --follow --start 0 --limit 20 --fields bytes`);
  expect(numbers(followed.out).toSorted((a, b) => a - b)).toEqual(upTo(0, 20));
});

test("a stream that fails does not keep the others from being read", async () => {
  aws.stream("flows").put("key", log(0, 1));
  const { out, err, status } = await shell(`${read} kinesis:nothing kinesis:flows`);
  expect(numbers(out)).toEqual([0]);
  expect(err).toBe("flowlogs-read: kinesis:nothing: there is no such stream in eu-west-1; there are flows\n");
  expect(status).toBe(5);
});

test("it counts what it asked, and what was refused", async () => {
  const stream = aws.stream("flows");
  for (let at = 0; at < 9; at++) stream.put("key", log(at, 1));
  aws.behaviour.trouble = ({ operation, index }) =>
    operation === "GetRecords" && index === 0 ? { error: "ProvisionedThroughputExceededException" } : undefined;
  const { err } = await shell(`${read} kinesis:flows --stats=json > /dev/null`);
  const { in: read_, remote }: { in: { lines: number; records: number }; remote: Record<string, number> } =
    JSON.parse(err);
  expect(read_).toMatchObject({ lines: 9, records: 9 });
  // ListShards, GetShardIterator, and GetRecords twice.
  expect(remote).toMatchObject({ calls: 4, throttled: 1 });
});
