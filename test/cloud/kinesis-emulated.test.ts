// Streams of emulators that others wrote: resharded while they are read, and large.
import { MergeShardsCommand, SplitShardCommand, ListShardsCommand, type KinesisClient } from "@aws-sdk/client-kinesis";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shell } from "../command.ts";
import { makeStream, putAll, startKinesalite, startKinesisLocal, untilActive } from "../doubles/emulators.ts";
import { isOrdered, readStream } from "./streams.ts";

const saved = { ...process.env };
const account = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "secret" };

beforeAll(() => void Object.assign(process.env, account));
afterAll(() => void (process.env = { ...saved }));

test("kinesis-local: 2 shards, 4, 3 under load, from the beginning on", async () => {
  const { client, url, close } = await startKinesisLocal();
  process.env["AWS_ENDPOINT_URL_KINESIS"] = url;
  await makeStream(client, "flows", 2);
  const put: string[] = [];
  const over = new AbortController();
  const load = async (): Promise<void> => {
    // One record a key: those of one call have no order among each other.
    for (let number = 0; !over.signal.aborted; number++) {
      const texts = Array.from({ length: 37 }, (_, key) => `key${key}:${number}`);
      await putAll(
        client,
        "flows",
        texts.map((text) => [text.split(":")[0] ?? "", text]),
      );
      put.push(...texts);
    }
  };
  const loading = load();
  const reading = readStream(
    "kinesis:flows",
    { follow: "polling", start: 0 },
    {
      onIdle: (_, had) => (over.signal.aborted && had.length >= put.length ? "end" : undefined),
    },
  );
  const untilPut = async (batches: number): Promise<void> => {
    for (const wanted = put.length + 37 * batches; put.length < wanted;)
      await new Promise((done) => setTimeout(done, 5));
  };
  for (const change of [split, split, merge]) {
    await untilPut(4);
    await change(client);
    await untilActive(client, "flows");
  }
  await untilPut(4);
  over.abort();
  await loading;
  const { had, said } = await reading;
  expect((await openShards(client)).length).toBe(3);
  await close();
  expect(said).toEqual([]);
  expect(had.length).toBe(put.length);
  expect(had.toSorted()).toEqual(put.toSorted());
  expect(isOrdered(had)).toBe(true);
}, 60_000);

test("kinesalite: a quarter of a million events in four shards, all there once", async () => {
  const { client, url, close } = await startKinesalite();
  await makeStream(client, "flows", 4);
  const [envelopes, each] = [2500, 100];
  const records = Array.from({ length: envelopes }, (_, at): [string, Uint8Array] => [
    `${at}`,
    envelope(at * each, each),
  ]);
  await putAll(client, "flows", records);
  const env = Object.entries({ ...account, AWS_ENDPOINT_URL: url })
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
  const sums = "'count()' 'count_distinct(bytes)' 'sum(bytes)' 'min(bytes)' 'max(bytes)'";
  const { out, err, status } = await shell(`${env} flowlogs-read kinesis:flows | flow-group ${sums}`);
  await close();
  expect({ err, status }).toEqual({ err: "", status: 0 });
  const count = envelopes * each;
  expect(JSON.parse(out)).toEqual({
    "count()": count,
    "count_distinct(bytes)": count,
    "sum(bytes)": (count * (count - 1)) / 2,
    "min(bytes)": 0,
    "max(bytes)": count - 1,
  });
}, 60_000);

async function openShards(client: KinesisClient): Promise<{ id: string; from: bigint; to: bigint }[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: "flows" }));
  return Shards.flatMap(({ ShardId: id = "", HashKeyRange: range, SequenceNumberRange: numbers }) =>
    numbers?.EndingSequenceNumber === undefined
      ? [{ id, from: BigInt(range?.StartingHashKey ?? 0), to: BigInt(range?.EndingHashKey ?? 0) }]
      : [],
  ).toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

/** Splits the largest shard. */
async function split(client: KinesisClient): Promise<void> {
  const [largest] = (await openShards(client)).toSorted((a, b) => (b.to - b.from > a.to - a.from ? 1 : -1));
  if (largest === undefined) throw new Error("no shard is open");
  const NewStartingHashKey = String((largest.from + largest.to) / 2n);
  await client.send(new SplitShardCommand({ StreamName: "flows", ShardToSplit: largest.id, NewStartingHashKey }));
}

/** Merges two in the middle, which come from two others. */
async function merge(client: KinesisClient): Promise<void> {
  const [, one, other] = await openShards(client);
  const input = { ShardToMerge: one?.id, AdjacentShardToMerge: other?.id };
  await client.send(new MergeShardsCommand({ StreamName: "flows", ...input }));
}

function envelope(from: number, count: number): Uint8Array {
  const logEvents = Array.from({ length: count }, (_, at) => ({
    id: String(from + at).padStart(56, "0"),
    timestamp: 1_700_000_000_000,
    message: `2 123456789010 eni-1 10.0.0.1 10.0.0.2 443 49152 6 10 ${from + at} 1700000000 1700000060 ACCEPT OK`,
  }));
  const of = { owner: "123456789012", logGroup: "flows", logStream: "eni-1-all", subscriptionFilters: ["f"] };
  return gzipSync(JSON.stringify({ messageType: "DATA_MESSAGE", ...of, logEvents }));
}
