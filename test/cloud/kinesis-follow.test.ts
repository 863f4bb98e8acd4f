// Streams that are followed while they grow and are resharded, and read on by runs that end in every way.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../packages/base/src/clock.fake.ts";
import { FakeKinesis } from "../doubles/kinesis.ts";
import type { StreamData } from "../doubles/stream.ts";
import { isOrdered, memoryCheckpoints, readStream } from "./streams.ts";

const [MINUTE, HOUR] = [60_000, 3_600_000];
const saved = { ...process.env };
let aws: FakeKinesis;
let clock: VirtualClock;
let stream: StreamData;
let put: string[];

beforeEach(async () => {
  clock = new VirtualClock();
  aws = new FakeKinesis(() => clock.now());
  stream = aws.stream("flows", 2);
  put = [];
  const values = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "secret" };
  Object.assign(process.env, values, { AWS_ENDPOINT_URL_KINESIS: await aws.listen() });
});
afterEach(async () => {
  await aws.close();
  process.env = { ...saved };
});

/** So many more records, of eleven keys. */
function grow(count: number): void {
  for (let at = 0; at < count; at++) {
    const text = `key${put.length % 11}:${Math.floor(put.length / 11)}`;
    stream.put(text.split(":")[0] ?? "", text);
    put.push(text);
  }
}

/** Splits the first shard, or merges the last two, of those that are open. */
function reshard(isSplit: boolean): void {
  const open = stream.open.toSorted((a, b) => a.from - b.from).map(({ id }) => id);
  const [last = "", first = ""] = [open.at(-1), open.at(-2)];
  if (isSplit) stream.split(open[0] ?? "");
  else stream.merge(first, last);
}

const followed = { follow: "polling" } as const;

test("what comes from now on, whatever the shards become: 2, 4, 3", async () => {
  grow(100);
  put = [];
  const { had, said } = await readStream("kinesis:flows", followed, {
    clock,
    onIdle(idle) {
      if (idle > 4 && idle < 100) grow(7);
      if (idle === 20 || idle === 40) reshard(true);
      if (idle === 60) reshard(false);
      return idle > 150 ? "end" : undefined;
    },
  });
  expect(stream.open.length).toBe(3);
  expect(said).toEqual([]);
  expect(had.toSorted()).toEqual(put.toSorted());
  expect(isOrdered(had)).toBe(true);
});

test("from the beginning on", async () => {
  grow(100);
  const onIdle = (_: number, had: readonly string[]) => (had.length < put.length ? undefined : ("end" as const));
  const { had } = await readStream("kinesis:flows", { ...followed, start: 0 }, { clock, onIdle });
  expect(had.toSorted()).toEqual(put.toSorted());
});

test("it ends when no record before the end can come any more", async () => {
  aws.stream("one").put("key", "a record");
  const { had } = await readStream("kinesis:one", { ...followed, start: 0, end: 60 }, { clock });
  expect(had).toEqual(["a record"]);
  // Ten minutes of aggregation, five of delivery, five to spare.
  expect(clock.now()).toBeGreaterThanOrEqual(21 * MINUTE);
  expect(clock.now()).toBeLessThan(22 * MINUTE);
});

test.each([0, 30])(
  "iterators that expire because nobody takes records: all of it, once (%d before)",
  async (before) => {
    const { had } = await readStream("kinesis:flows", followed, {
      clock,
      async onIdle(idle) {
        if (idle === 5) grow(before);
        if (idle === 10) {
          // As when a pipe is full: five minutes is what an iterator lives.
          await clock.sleep(HOUR);
          grow(20);
        }
        return idle > 30 ? "end" : undefined;
      },
    });
    expect(had.length).toBe(before + 20);
    expect(had.toSorted()).toEqual(put.toSorted());
    const asked = aws.callsOf("GetShardIterator").map(({ input }) => input["ShardIteratorType"]);
    expect(asked).toEqual([
      "LATEST",
      "LATEST",
      ...Array(2).fill(before > 0 ? "AFTER_SEQUENCE_NUMBER" : "AT_TIMESTAMP"),
    ]);
  },
);

describe("runs that go on where the last one ended", () => {
  test("have all of it once, through splits and merges", async () => {
    let checkpoints = memoryCheckpoints();
    const all: string[] = [];
    for (let run = 0; run < 8; run++) {
      grow(50);
      if (run % 3 === 1) reshard(true);
      if (run % 3 === 2) reshard(false);
      grow(20);
      all.push(...(await readStream("kinesis:flows", {}, { clock, checkpoints })).had);
      checkpoints = memoryCheckpoints(checkpoints.kept);
      await clock.sleep(HOUR);
    }
    expect(all.length).toBe(put.length);
    expect(all.toSorted()).toEqual(put.toSorted());
    expect(isOrdered(all)).toBe(true);
  });

  test("begin with what came since the first of them began, even if it was killed at once", async () => {
    grow(10);
    await clock.sleep(HOUR);
    put = [];
    const checkpoints = memoryCheckpoints();
    const first = await readStream("kinesis:flows", followed, { clock, checkpoints, onIdle: () => "end" });
    expect(first.had).toEqual([]);
    grow(30);
    const second = await readStream("kinesis:flows", followed, {
      clock,
      checkpoints: memoryCheckpoints(checkpoints.kept),
      onIdle: (idle) => (idle > 10 ? "end" : undefined),
    });
    expect(second.had.toSorted()).toEqual(put.toSorted());
  });

  test("repeat what was not kept when they were killed, and lose nothing", async () => {
    aws.behaviour.pageRecords = 5;
    let kept = new Map<string, unknown>();
    const all: string[] = [];
    for (let run = 0; run < 12; run++) {
      grow(40);
      if (run === 3) reshard(true);
      if (run === 6) reshard(false);
      const checkpoints = memoryCheckpoints(kept);
      let pieces = 0;
      const onPiece = () => (++pieces > 6 + run ? ("end" as const) : undefined);
      // What it would have kept at its end, a killed run does not keep.
      let due = 0;
      const lazy = {
        ...checkpoints,
        get isDue() {
          return ++due % 3 === 0;
        },
        save: (source: string, entry: unknown) => void (due % 3 === 0 && checkpoints.save(source, entry)),
      };
      all.push(...(await readStream("kinesis:flows", followed, { clock, checkpoints: lazy, onPiece })).had);
      kept = checkpoints.kept;
    }
    all.push(...(await readStream("kinesis:flows", {}, { clock, checkpoints: memoryCheckpoints(kept) })).had);
    expect([...new Set(all)].toSorted()).toEqual(put.toSorted());
    // Each run may repeat what came since it was kept last: three pages of each shard.
    expect(all.length).toBeLessThan(put.length + 12 * 3 * 4 * 5);
  });

  test("end where their window does, and the next one goes on there", async () => {
    const all: string[] = [];
    for (let minute = 0; minute < 120; minute++) stream.put(`k${minute % 5}`, `${minute}`, minute * MINUTE);
    await clock.sleep(2 * HOUR);
    let kept = new Map<string, unknown>();
    for (const end of [1200, 1200, 4800, 7200]) {
      const checkpoints = memoryCheckpoints(kept);
      all.push(...(await readStream("kinesis:flows", { end }, { clock, checkpoints })).had);
      kept = checkpoints.kept;
      expect(all.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: end / 60 }, (_, at) => at));
    }
  });

  test("say what is gone: a shard whose time was over before it was read", async () => {
    grow(30);
    const checkpoints = memoryCheckpoints();
    await readStream("kinesis:flows", {}, { clock, checkpoints });
    reshard(true);
    grow(30);
    stream.expire("shardId-000000000000");
    const { had, said } = await readStream(
      "kinesis:flows",
      {},
      { clock, checkpoints: memoryCheckpoints(checkpoints.kept) },
    );
    expect(had.length).toBe(30);
    const gone = "the stream no longer keeps shardId-000000000000: its unread records are lost";
    expect(said).toEqual([`note kinesis:flows: ${gone}`]);
  });

  test("say when they are further apart than the stream keeps records", async () => {
    grow(30);
    let checkpoints = memoryCheckpoints();
    const said: (readonly string[])[] = [];
    for (const hours of [1, 23, 23, 30]) {
      said.push((await readStream("kinesis:flows", {}, { clock, checkpoints })).said);
      checkpoints = memoryCheckpoints(checkpoints.kept);
      await clock.sleep(hours * HOUR);
    }
    said.push((await readStream("kinesis:flows", {}, { clock, checkpoints })).said);
    const gap =
      "note kinesis:flows: the last run ended 30 hours ago, but the stream keeps 24: records in between may be lost";
    expect(said).toEqual([[], [], [], [], [gap]]);
  });

  test("refuse a state of another stream that had the name", async () => {
    grow(30);
    const checkpoints = memoryCheckpoints();
    await readStream("kinesis:flows", {}, { clock, checkpoints });
    aws.behaviour.trouble = ({ operation }) =>
      operation === "GetShardIterator"
        ? {
            error: "InvalidArgumentException",
            message: "StartingSequenceNumber 49 is invalid because it did not come from this stream.",
          }
        : undefined;
    const { said } = await readStream("kinesis:flows", {}, { clock, checkpoints: memoryCheckpoints(checkpoints.kept) });
    expect(said).toEqual([
      "5 kinesis:flows: a saved position does not belong to this stream: the stream was created again since; name another file with --state, or remove this one",
    ]);
  });

  test("know a state that is none", async () => {
    grow(30);
    for (const entry of [
      null,
      7,
      { from: "horizon" },
      { from: "horizon", shards: [["shardId-000000000000", { at: "after" }]] },
    ]) {
      const checkpoints = memoryCheckpoints(new Map([["kinesis:us-east-1:flows", entry]]));
      expect((await readStream("kinesis:flows", {}, { clock, checkpoints })).had.length).toBe(30);
    }
  });
});
