// Streams read over HTTP from a stand-in for Kinesis that makes every kind of trouble.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../packages/base/src/clock.fake.ts";
import { FakeKinesis, type KinesisBehaviour, type KinesisCall, type KinesisTrouble } from "../doubles/kinesis.ts";
import { fill, isOrdered, readStream } from "./streams.ts";

const MINUTE = 60_000;
const saved = { ...process.env };
let aws: FakeKinesis;
let clock: VirtualClock;

beforeEach(async () => {
  clock = new VirtualClock();
  aws = new FakeKinesis(() => clock.now());
  const values = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "secret" };
  Object.assign(process.env, values, { AWS_ENDPOINT_URL_KINESIS: await aws.listen() });
});
afterEach(async () => {
  await aws.close();
  process.env = { ...saved };
});

function isRecords({ operation }: KinesisCall): boolean {
  return operation === "GetRecords";
}

/** So many calls go through, and one is refused. */
function every(count: number, error: string, status = 400): (call: KinesisCall) => KinesisTrouble | undefined {
  return (call) => (isRecords(call) && call.index % count === 0 ? { error, status } : undefined);
}

describe("all there, once, in the order of each key", () => {
  test.each<[string, KinesisBehaviour]>([
    ["when nothing goes wrong", {}],
    ["with pages of a few records", { pageRecords: 7 }],
    ["with empty pages before each that has any", { pageRecords: 50, emptyPages: 3 }],
    ["with shards listed one at a time", { pageShards: 1 }],
    ["with ends that do not name the children", { hidesChildren: true }],
    [
      "with every second call refused",
      { pageRecords: 30, trouble: every(2, "ProvisionedThroughputExceededException") },
    ],
    ["with a key that is in use too much", { pageRecords: 30, trouble: every(3, "KMSThrottlingException") }],
    ["with a service that fails now and then", { pageRecords: 30, trouble: every(3, "InternalFailure", 500) }],
    [
      "with every third answer cut in the middle",
      { pageRecords: 30, trouble: (call) => (isRecords(call) && call.index % 3 === 1 ? "cut" : undefined) },
    ],
    ["with iterators that expire", { pageRecords: 30, trouble: every(4, "ExpiredIteratorException") }],
    ["with credentials that expire", { pageRecords: 30, trouble: every(50, "ExpiredTokenException") }],
  ])("%s", async (_, behaviour) => {
    Object.assign(aws.behaviour, behaviour);
    const stream = aws.stream("flows", 2);
    const texts = [...fill(stream, 300)];
    const [first = "", second = ""] = stream.open.map(({ id }) => id);
    stream.split(first);
    texts.push(...fill(stream, 300, 300));
    const [, child = ""] = stream.open.filter(({ parents }) => parents.length > 0).map(({ id }) => id);
    stream.merge(child, second);
    texts.push(...fill(stream, 300, 600));
    const { had, said } = await readStream("kinesis:flows", {}, { clock });
    expect(said).toEqual([]);
    expect(had.toSorted()).toEqual(texts.toSorted());
    expect(isOrdered(had)).toBe(true);
  });

  test("a storm: every second call refused for a minute, and more than the quota", async () => {
    aws.behaviour.pageRecords = 10;
    aws.behaviour.hasQuota = true;
    aws.behaviour.trouble = (call) =>
      call.at < MINUTE && call.index % 2 === 1 ? { error: "ProvisionedThroughputExceededException" } : undefined;
    const texts = fill(aws.stream("flows", 3), 3000);
    const { had, said, waits } = await readStream("kinesis:flows", {}, { clock });
    expect(said).toEqual([]);
    expect(had.toSorted()).toEqual(texts.toSorted());
    expect(waits.throttled).toBeGreaterThan(20);
  });
});

function minutes(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, at) => `key:${from + at}`);
}

describe("the window", () => {
  const HOUR = 60 * MINUTE;

  /** A record that arrives every minute of three hours, with the number of the minute. */
  function hours(): void {
    const stream = aws.stream("flows", 1);
    for (let minute = 0; minute < 180; minute++) stream.put("key", `key:${minute}`, minute * MINUTE);
  }
  test.each<[string, { start?: number; end?: number; formats?: string[][] }, readonly string[]]>([
    ["begins by arrival, as no record starts later", { start: 3600 }, minutes(60, 180)],
    ["ends when what belongs to it cannot come any more", { end: 3600 }, minutes(0, 81)],
    ["ends by arrival where records have no time", { end: 3600, formats: [["bytes"]] }, minutes(0, 60)],
    ["that lies in time to come", { start: 5 * 3600 }, []],
  ])("%s", async (_, values, expected) => {
    hours();
    await clock.sleep(4 * HOUR);
    aws.behaviour.pageRecords = 1;
    // The page that tells that it is enough comes too.
    expect((await readStream("kinesis:flows", values, { clock })).had).toEqual(expected);
  });

  test("a clock that is ahead of that of AWS, which refuses times to come", async () => {
    hours();
    await clock.sleep(4 * HOUR);
    const message = "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis.";
    aws.behaviour.trouble = ({ input }) =>
      "Timestamp" in input || "ShardFilter" in input ? { error: "InvalidArgumentException", message } : undefined;
    expect(await readStream("kinesis:flows", { start: 3600 }, { clock })).toMatchObject({ had: [], said: [] });
  });

  test("shards that were closed before it are not even asked", async () => {
    hours();
    await clock.sleep(2 * HOUR);
    const stream = aws.stream("flows");
    stream.split("shardId-000000000000");
    await clock.sleep(2 * HOUR);
    stream.put("key", "key:200", clock.now());
    expect((await readStream("kinesis:flows", { start: 3.5 * 3600 }, { clock })).had).toEqual(["key:200"]);
    const asked = aws.callsOf("GetShardIterator").map(({ shard }) => shard);
    expect(asked.toSorted()).toEqual(["shardId-000000000001", "shardId-000000000002"]);
  });
});

describe("what goes wrong is said with what to do", () => {
  test.each<[string, string, KinesisBehaviour, string]>([
    ["no such stream", "kinesis:flow", {}, 'there is no such stream in us-east-1; did you mean "flows"?'],
    [
      "access denied",
      "kinesis:flows",
      { trouble: every(1, "AccessDeniedException") },
      "access denied: kinesis:GetRecords is not allowed; add it to the policy of these credentials",
    ],
    [
      "a key that may not be used",
      "kinesis:flows",
      { trouble: every(1, "KMSAccessDeniedException") },
      "access denied: kms:Decrypt is not allowed for the stream's key; add it to the policy",
    ],
    [
      "a key that is gone",
      "kinesis:flows",
      { trouble: every(1, "KMSDisabledException") },
      "the stream's key is disabled, deleted or not ready; check the key in KMS: records cannot be decrypted without it",
    ],
    [
      "a stream that is being made",
      "kinesis:flows",
      { trouble: ({ operation }) => (operation === "ListShards" ? { error: "ResourceInUseException" } : undefined) },
      "the stream is not ready; try again in a minute",
    ],
    [
      "credentials that nobody knows",
      "kinesis:flows",
      { trouble: () => ({ error: "UnrecognizedClientException" }) },
      "AWS does not know these credentials; check the access key, and that the region is enabled",
    ],
    [
      "a quota that is used up for good",
      "kinesis:flows",
      { trouble: every(1, "ProvisionedThroughputExceededException") },
      "still throttled after 5 minutes: other readers use all the throughput of a shard; stop some of them, or give --consumer NAME, which has its own throughput",
    ],
  ])("%s", async (_, source, behaviour, expected) => {
    fill(aws.stream("flows"), 10);
    Object.assign(aws.behaviour, behaviour);
    const { had, said } = await readStream(source, {}, { clock });
    expect({ had, said }).toEqual({ had: [], said: [`5 ${source}: ${expected}`] });
  });

  test("a shard whose time ends while it is read", async () => {
    const stream = aws.stream("flows");
    fill(stream, 100);
    stream.split("shardId-000000000000");
    const more = fill(stream, 30, 100);
    aws.behaviour.pageRecords = 10;
    aws.behaviour.trouble = (call) => {
      if (isRecords(call) && call.index === 5) stream.expire("shardId-000000000000");
      return undefined;
    };
    const { had, said } = await readStream("kinesis:flows", {}, { clock });
    const gone = "the stream no longer keeps shardId-000000000000: its unread records are lost";
    expect(said).toEqual([`note kinesis:flows: ${gone}`]);
    expect(had.length).toBe(50 + more.length);
  });

  test("a stream that is deleted while it is read", async () => {
    fill(aws.stream("flows"), 100);
    aws.behaviour.pageRecords = 10;
    aws.behaviour.trouble = (call) => {
      if (isRecords(call) && call.index === 5) aws.streams.delete("flows");
      return undefined;
    };
    const { had, said } = await readStream("kinesis:flows", {}, { clock });
    expect(had.length).toBe(50);
    expect(said).toEqual(["5 kinesis:flows: there is no such stream in us-east-1; check the name and --region"]);
  });

  test("what came before is given out", async () => {
    const texts = fill(aws.stream("flows"), 100);
    aws.behaviour.pageRecords = 10;
    aws.behaviour.trouble = (call) =>
      isRecords(call) && call.index === 5 ? { error: "AccessDeniedException" } : undefined;
    const { had, said } = await readStream("kinesis:flows", {}, { clock });
    expect(had).toEqual(texts.slice(0, 50));
    expect(said.length).toBe(1);
  });
});

test.each([1, 3])("calls under way at once: %d", async (concurrency) => {
  fill(aws.stream("flows", 8), 800);
  Object.assign(aws.behaviour, { pageRecords: 10, latency: 3 });
  await readStream("kinesis:flows", { concurrency }, { clock });
  expect(aws.mostUnderWay).toBe(concurrency);
});

test("calls a second, as the user says", async () => {
  fill(aws.stream("flows", 8), 100);
  await readStream("kinesis:flows", { rate: 4 }, { clock });
  const last = aws.calls.at(-1)?.at ?? 0;
  expect(aws.calls.length).toBeGreaterThan(16);
  // The first one goes out at once.
  expect((aws.calls.length - 1) / (last / 1000)).toBeCloseTo(4);
});

test("a shard is asked five times a second at most, and less where nothing comes", async () => {
  fill(aws.stream("flows"), 200);
  aws.behaviour.pageRecords = 10;
  await readStream(
    "kinesis:flows",
    { follow: "polling" },
    { clock, onIdle: () => (clock.now() > 60_000 ? "end" : undefined) },
  );
  const times = aws.callsOf("GetRecords").map(({ at }) => at);
  expect(times.filter((at) => at <= 4000).length).toBeLessThanOrEqual(21);
  expect(times.filter((at) => at > 10_000 && at <= 60_000).length).toBeLessThanOrEqual(50);
});
