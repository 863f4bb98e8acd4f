// Buckets and streams of moto, which knows nothing of us: what it is told by AWS's own clients comes back by our command.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateStreamCommand, KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Outcome, shell } from "../command.ts";
import { Moto } from "../doubles/moto.ts";
import { log, numbers, upTo } from "../growing.ts";

const moto = await Moto.start();
const region = "us-east-1";
const settings = {
  region,
  credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
  endpoint: moto?.url ?? "",
};
const fixtures = join(import.meta.dirname, "../fixtures");

/** What a line of bash prints, in which the command is told to read from moto. */
async function play(line: string): Promise<Outcome> {
  const world = `AWS_ENDPOINT_URL=${moto?.url} AWS_REGION=${region} AWS_ACCESS_KEY_ID=AKIATEST AWS_SECRET_ACCESS_KEY=secret`;
  return await shell(`export ${world}; ${line}`);
}

afterAll(async () => await moto?.stop());

describe.skipIf(moto === undefined)("a bucket of moto", () => {
  const s3 = new S3Client({ ...settings, forcePathStyle: true });

  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "flows" }));
    const sample = readdirSync(join(fixtures, "sample"), { recursive: true, encoding: "utf8" });
    const files = [...sample.filter((it) => it.endsWith(".gz")).map((it) => `sample/${it}`), "f23.log.parquet"];
    for (const file of files) {
      const Body = readFileSync(join(fixtures, file));
      await s3.send(new PutObjectCommand({ Bucket: "flows", Key: file, Body }));
    }
  }, 60_000);
  afterAll(() => s3.destroy());

  test.each([
    ["all of it", ""],
    ["a window", "--start 2026-11-20T10:10Z --end 2026-11-20T10:20Z"],
    ["an account", "--account 210987654321 --where 'action = REJECT' --fields srcaddr,bytes"],
  ])("gives what the same folders do: %s", async (_, words) => {
    const here = await play(`cd ${fixtures}; flowlogs-read sample/AWSLogs ${words}`);
    expect(here.out.length).toBeGreaterThan(1000);
    expect(await play(`flowlogs-read s3://flows/sample/AWSLogs ${words}`)).toEqual(here);
  });

  test("each record once, whatever number of threads there may be", async () => {
    const here = await play(`cd ${fixtures}; flowlogs-read sample/AWSLogs`);
    const words = "s3://flows/sample/AWSLogs s3://flows/sample --dedupe --workers 3";
    expect(await play(`flowlogs-read ${words}`)).toEqual(here);
  });

  test("Parquet is read by its parts", async () => {
    const here = await play(`flowlogs-read ${join(fixtures, "f23.log.parquet")} --fields srcaddr,bytes`);
    expect(here).toMatchObject({ err: "", status: 0 });
    expect(await play("flowlogs-read s3://flows/f23.log.parquet --fields srcaddr,bytes")).toEqual(here);
  });

  async function put(key: string, from: number): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket: "flows", Key: `new/${key}`, Body: log(from, 10) }));
  }

  test("a state: what was put in since comes once", async () => {
    const read = "flowlogs-read s3://flows/new --fields bytes --state moto-s3.state";
    await put("b.log", 0);
    expect(numbers((await play(read)).out)).toEqual(upTo(0, 10));
    await put("a.log", 10);
    expect(numbers((await play(read)).out)).toEqual(upTo(10, 20));
    expect(await play(read)).toEqual({ out: "", err: "", status: 0 });
  });

  test("a bucket that is not there", async () => {
    const { err, status } = await play("flowlogs-read s3://nothing");
    expect({ err, status }).toEqual({
      err: "flowlogs-read: s3://nothing: there is no bucket nothing; check the name\n",
      status: 5,
    });
  });
});

describe.skipIf(moto === undefined)("a stream of moto", () => {
  const kinesis = new KinesisClient({ ...settings, requestHandler: new NodeHttpHandler() });
  const StreamName = "flows";
  afterAll(() => kinesis.destroy());

  /** Records of twenty keys, each with ten numbers of log. */
  async function put(from: number): Promise<void> {
    const Records = upTo(0, 20).map((key) => ({
      PartitionKey: `key${key}`,
      Data: Buffer.from(log(from + key * 10, 10)),
    }));
    await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  }

  // A shard that was split does not end there, as it does at AWS: emulators that know that are in kinesis-emulated.test.ts.
  test("all shards are read, and with a state what was put in since", async () => {
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 3 }));
    await put(0);
    const read = "flowlogs-read kinesis:flows --fields bytes";
    const sorted = async (words: string): Promise<number[]> =>
      numbers((await play(`${read} ${words}`)).out).toSorted((a, b) => a - b);
    expect(await sorted("--state moto-kinesis.state")).toEqual(upTo(0, 200));
    await put(200);
    expect(await sorted("--state moto-kinesis.state")).toEqual(upTo(200, 400));
    expect(await play(`${read} --state moto-kinesis.state`)).toEqual({ out: "", err: "", status: 0 });
    expect(await sorted("")).toEqual(upTo(0, 400));
  });

  test("a stream that is not there, with one whose name is near", async () => {
    const { err, status } = await play("flowlogs-read kinesis:flow");
    expect(err).toMatch(/^flowlogs-read: kinesis:flow: .*did you mean "flows"\?\n$/);
    expect(status).toBe(5);
  });
});
