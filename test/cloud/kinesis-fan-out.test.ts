// Streams read by enhanced fan-out: from the stand-in for Kinesis, whose subscriptions end in every way, and from
// kinesis-local, which others wrote.
import { ListStreamConsumersCommand, RegisterStreamConsumerCommand } from "@aws-sdk/client-kinesis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../packages/base/src/clock.fake.ts";
import { shell } from "../command.ts";
import { makeStream, putAll, startKinesisLocal } from "../doubles/emulators.ts";
import { FakeKinesis, type KinesisBehaviour, type KinesisCall, type KinesisTrouble } from "../doubles/kinesis.ts";
import { fill, isOrdered, memoryCheckpoints, readStream } from "./streams.ts";

const saved = { ...process.env };
const consumer = { consumer: "flows-reader" };
const noted =
  "note kinesis:flows: registered the consumer flows-reader: about 0.015 USD per shard-hour, 0.013 USD per GB; flowlogs-read deregisters it at the end";
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

describe("all there, once, in the order of each key, through a split and a merge", () => {
  test.each<[string, KinesisBehaviour]>([
    ["when nothing goes wrong", {}],
    ["with events of a few records", { pageRecords: 20 }],
    ["with subscriptions that end", { pageRecords: 20, subscriptionEvents: 2 }],
    ["with connections that break", { pageRecords: 20, subscriptionEvents: 3, breaks: true }],
    ["with ends that do not name the children", { hidesChildren: true }],
    [
      "with subscriptions that are refused now and then",
      {
        pageRecords: 50,
        subscriptionEvents: 2,
        trouble: ({ operation, index }) =>
          operation === "SubscribeToShard" && index % 3 === 0 ? { error: "ResourceInUseException" } : undefined,
      },
    ],
  ])("%s", async (_, behaviour) => {
    Object.assign(aws.behaviour, behaviour);
    const stream = aws.stream("flows", 2);
    const texts = [...fill(stream, 150)];
    const [first = "", second = ""] = stream.open.map(({ id }) => id);
    stream.split(first);
    texts.push(...fill(stream, 150, 150));
    const [, child = ""] = stream.open.filter(({ parents }) => parents.length > 0).map(({ id }) => id);
    stream.merge(child, second);
    texts.push(...fill(stream, 150, 300));
    const { had, said } = await readStream("kinesis:flows", consumer, { clock });
    expect(said).toEqual([noted]);
    expect(had.length).toBe(texts.length);
    expect(had.toSorted()).toEqual(texts.toSorted());
    expect(isOrdered(had)).toBe(true);
    expect(aws.consumers.size).toBe(0);
  });
});

test("runs that go on where the last one ended, by either way", async () => {
  const stream = aws.stream("flows", 2);
  let kept = new Map<string, unknown>();
  const [put, all]: [string[], string[]] = [[], []];
  for (let run = 0; run < 6; run++) {
    put.push(...fill(stream, 40, put.length));
    if (run === 2) stream.split(stream.open[0]?.id ?? "");
    const checkpoints = memoryCheckpoints(kept);
    all.push(...(await readStream("kinesis:flows", run % 2 === 0 ? consumer : {}, { clock, checkpoints })).had);
    kept = checkpoints.kept;
  }
  expect(all.length).toBe(put.length);
  expect(all.toSorted()).toEqual(put.toSorted());
});

test("it goes on with what comes", async () => {
  const stream = aws.stream("flows", 2);
  const put: string[] = [];
  const { had } = await readStream(
    "kinesis:flows",
    { ...consumer, follow: "polling" },
    {
      clock,
      onIdle(idle, got) {
        if (idle > 4 && idle < 30) put.push(...fill(stream, 5, put.length));
        return idle > 40 && got.length >= put.length ? "end" : undefined;
      },
    },
  );
  expect(had.toSorted()).toEqual(put.toSorted());
});

test("a consumer that is there is used, and left", async () => {
  fill(aws.stream("flows"), 10);
  const arn = "arn:aws:kinesis:us-east-1:123456789012:stream/flows/consumer/flows-reader:1";
  aws.consumers.set(arn, { name: "flows-reader", arn, creating: 0 });
  const { had, said } = await readStream("kinesis:flows", consumer, { clock });
  expect({ count: had.length, said }).toEqual({ count: 10, said: [] });
  expect([...aws.consumers.keys()]).toEqual([arn]);
});

test("one that is registered is deregistered, also when the run is told to end", async () => {
  fill(aws.stream("flows"), 10);
  const { had } = await readStream(
    "kinesis:flows",
    { ...consumer, follow: "polling", start: 0 },
    {
      clock,
      onIdle: (_, got) => (got.length === 10 ? "end" : undefined),
    },
  );
  expect(had.length).toBe(10);
  expect(aws.callsOf("RegisterStreamConsumer").length).toBe(1);
  expect(aws.consumers.size).toBe(0);
});

function refusing(operation: string, error: string): (call: KinesisCall) => KinesisTrouble | undefined {
  return (call) => (call.operation === operation ? { error } : undefined);
}

test("a run that is told to end does not wait for the next event", async () => {
  aws.stream("flows", 2);
  aws.behaviour.eventPause = 600_000;
  const values = { ...consumer, follow: "polling" } as const;
  const { said } = await readStream("kinesis:flows", values, {
    async onIdle() {
      while (aws.callsOf("SubscribeToShard").length < 2) await new Promise((done) => setTimeout(done, 10));
      return "end" as const;
    },
  });
  expect(said).toEqual([noted]);
  expect(aws.consumers.size).toBe(0);
});

describe("what goes wrong is said with what to do", () => {
  test.each<[string, ReturnType<typeof refusing>, readonly string[]]>([
    [
      "as many consumers as there may be",
      refusing("RegisterStreamConsumer", "LimitExceededException"),
      ["5 kinesis:flows: the stream has reached its limit of consumers; deregister one, or name an existing one"],
    ],
    [
      "it may not be registered",
      refusing("RegisterStreamConsumer", "AccessDeniedException"),
      [
        "5 kinesis:flows: access denied: kinesis:RegisterStreamConsumer is not allowed; add it to the policy of these credentials",
      ],
    ],
    [
      "another run has it",
      refusing("SubscribeToShard", "ResourceInUseException"),
      [
        noted,
        "5 kinesis:flows: another run reads as the consumer flows-reader; stop it, or give each run its own --consumer",
      ],
    ],
    [
      "another run takes it over",
      refusing("", ""),
      [
        noted,
        "5 kinesis:flows: another run reads as the consumer flows-reader; stop it, or give each run its own --consumer",
      ],
    ],
    [
      "it cannot be deregistered",
      refusing("DeregisterStreamConsumer", "AccessDeniedException"),
      [
        noted,
        "note kinesis:flows: the consumer flows-reader is still registered and costs money: access denied: kinesis:DeregisterStreamConsumer is not allowed; deregister it",
      ],
    ],
  ])("%s", async (title, trouble, expected) => {
    fill(aws.stream("flows"), 10);
    aws.behaviour.trouble = trouble;
    if (title === "another run takes it over") {
      Object.assign(aws.behaviour, { pageRecords: 5, subscriptionEvents: 1, exception: "ResourceInUseException" });
    }
    expect((await readStream("kinesis:flows", consumer, { clock })).said).toEqual(expected);
  });

  test("no such stream", async () => {
    aws.stream("flows");
    const said = ['5 kinesis:flow: there is no such stream in us-east-1; did you mean "flows"?'];
    expect((await readStream("kinesis:flow", consumer, { clock })).said).toEqual(said);
    const arn = "arn:aws:kinesis:us-east-1:123456789012:stream/flow";
    expect((await readStream(arn, consumer, { clock })).said).toEqual([
      `5 ${arn}: there is no such stream; check the ARN`,
    ]);
  });
});

test("kinesis-local: by a consumer of theirs and one of ours", async () => {
  const { client, url, close } = await startKinesisLocal();
  process.env["AWS_ENDPOINT_URL_KINESIS"] = url;
  await makeStream(client, "flows", 3);
  const put = Array.from({ length: 300 }, (_, at) => `key${at}:${at}`);
  await putAll(
    client,
    "flows",
    put.map((text) => [text, text]),
  );
  const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/flows";
  await client.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "theirs" }));
  for (const name of ["ours", "theirs"]) {
    const { had } = await readStream("kinesis:flows", { consumer: name });
    expect(had.toSorted()).toEqual(put.toSorted());
  }
  const { Consumers = [] } = await client.send(new ListStreamConsumersCommand({ StreamARN }));
  await close();
  const left = Consumers.filter(({ ConsumerStatus }) => ConsumerStatus === "ACTIVE");
  expect(left.map(({ ConsumerName }) => ConsumerName)).toEqual(["theirs"]);
}, 60_000);

test("subscriptions go over HTTP/2 where there is TLS, as AWS has it", async () => {
  const stream = aws.stream("flows", 2);
  for (let bytes = 0; bytes < 100; bytes++) {
    stream.put(
      `key${bytes}`,
      `2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 ${bytes} 1700000000 1700000060 ACCEPT OK`,
    );
  }
  const { url, close } = await aws.listenSecurely();
  const trust = "NODE_TLS_REJECT_UNAUTHORIZED=0 NODE_OPTIONS=--no-warnings";
  const env = `${trust} AWS_ENDPOINT_URL=${url} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=A AWS_SECRET_ACCESS_KEY=s`;
  const { out, err } = await shell(
    `${env} flowlogs-read kinesis:flows --consumer flows-reader | flow-group 'sum(bytes)'`,
  );
  await close();
  expect({ out, err }).toEqual({
    out: `{"sum(bytes)":${(100 * 99) / 2}}\n`,
    err: `${noted.replace("note", "flowlogs-read:")}\n`,
  });
  expect([...aws.versions]).toEqual(expect.arrayContaining(["2.0"]));
  expect(aws.consumers.size).toBe(0);
});
