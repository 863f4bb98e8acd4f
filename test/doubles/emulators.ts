// Emulators of Kinesis that others wrote, each a process of its own on 127.0.0.1: kinesalite, which is good for volume, and
// kinesis-local, which splits, merges, pages its shards and has subscriptions. And a client that fills them.
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const require = createRequire(import.meta.url);
const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };

interface Emulator {
  readonly url: string;
  readonly client: KinesisClient;
  readonly close: () => Promise<void>;
}

export async function startKinesalite(): Promise<Emulator> {
  const port = await freePort();
  const words: [string, ...string[]] = [
    require.resolve("kinesalite/cli.js"),
    "--port",
    String(port),
    "--createStreamMs",
    "10",
  ];
  return await start(port, words, {});
}

export async function startKinesisLocal(): Promise<Emulator> {
  const [plain, secure] = [await freePort(), await freePort()];
  const quick = { CREATE_STREAM_DURATION: "10ms", SPLIT_SHARD_DURATION: "10ms", MERGE_SHARDS_DURATION: "10ms" };
  const more = { REGISTER_STREAM_CONSUMER_DURATION: "10ms", SHARD_LIMIT: "200", LOG_LEVEL: "ERROR" };
  const ports = { KINESIS_MOCK_PLAIN_PORT: String(plain), KINESIS_MOCK_TLS_PORT: String(secure) };
  return await start(plain, [require.resolve("kinesis-local")], { ...quick, ...more, ...ports });
}

/** Runs an emulator, which looks for its files beside its program. */
async function start(
  port: number,
  words: readonly [program: string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<Emulator> {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ["--require", join(import.meta.dirname, "loopback.cjs"), ...words], {
    cwd: dirname(words[0]),
    env: { PATH: process.env["PATH"], ...env },
    stdio: "ignore",
  });
  const client = clientOf(url);
  await untilUp(client, child);
  return {
    url,
    client,
    async close() {
      client.destroy();
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** A stream that is ready. */
export async function makeStream(client: KinesisClient, name: string, shards: number): Promise<void> {
  await client.send(new CreateStreamCommand({ StreamName: name, ShardCount: shards }));
  await untilActive(client, name);
}

/** Waits until nothing is done to the stream any more. */
export async function untilActive(client: KinesisClient, name: string): Promise<void> {
  for (;;) {
    const { StreamDescriptionSummary: summary } = await client.send(
      new DescribeStreamSummaryCommand({ StreamName: name }),
    );
    if (summary?.StreamStatus === "ACTIVE") return;
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** Puts records by their keys. */
export async function putAll(
  client: KinesisClient,
  name: string,
  records: readonly [key: string, data: string | Uint8Array][],
): Promise<void> {
  for (let from = 0; from < records.length; from += 500) {
    const Records = records
      .slice(from, from + 500)
      .map(([PartitionKey, data]) => ({ PartitionKey, Data: Buffer.from(data) }));
    const { FailedRecordCount } = await client.send(new PutRecordsCommand({ StreamName: name, Records }));
    if ((FailedRecordCount ?? 0) > 0) throw new Error(`${FailedRecordCount} records were refused`);
  }
}

function clientOf(endpoint: string): KinesisClient {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  const requestHandler = new NodeHttpHandler({});
  return new KinesisClient({ endpoint, region: "us-east-1", credentials, requestHandler, logger: silent });
}

const nothing = (): void => {};
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

async function untilUp(client: KinesisClient, child: ChildProcess): Promise<void> {
  for (let tries = 0; child.exitCode === null; tries++) {
    try {
      await client.send(new DescribeStreamSummaryCommand({ StreamName: "none" }));
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceNotFoundException") return;
      if (tries > 200) throw error;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("kinesis-local ended");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
