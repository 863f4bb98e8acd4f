// The sample logs as AWS would hold them. In S3: bucket `flows`. In CloudWatch Logs: group `vpc-flows` with the records of one account, `vpc-flows-all`
// with those of both, which have different columns. An event has the time of its record's start, and lies in the stream
// of its interface. A subscription of `vpc-flows` fills the stream of that name, of two shards, one of which was split; in
// `idle` there is nothing.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { FakeAws } from "./aws.ts";
import { Buckets } from "./buckets.ts";
import { FakeKinesis } from "./kinesis.ts";
import type { Event } from "./store.ts";

const sample = join(import.meta.dirname, "../fixtures/sample/AWSLogs");
const fixtures = join(import.meta.dirname, "../fixtures");
const MINUTE = 60_000;
const ours = ["123456789012", "210987654321"] as const;

/** The stand-ins with the sample in them, running; `env`: what makes a command ask them. */
export async function sampleCloud(): Promise<{ env: Record<string, string>; close: () => Promise<void> }> {
  const aws = new FakeAws();
  const kinesis = new FakeKinesis();
  // The sample's time is over, or yet to come: whenever this is run, nothing of it may seem to be gone.
  kinesis.behaviour.retentionHours = 1_000_000;
  kinesis.stream("idle");
  for (const account of ours) {
    const { columns, lines } = linesOf(account);
    const format = columns.map((name) => `\${${name}}`).join(" ");
    if (account === ours[0])
      fillStream(
        kinesis,
        lines.map((line) => eventOf(line, columns)),
      );
    const id = account === ours[0] ? "fl-0a1b2c3d4e5f60718" : "fl-0f9e8d7c6b5a40312";
    for (const group of account === ours[0] ? ["vpc-flows", "vpc-flows-all"] : ["vpc-flows-all"]) {
      aws.group(group).put(lines.map((line) => eventOf(line, columns)));
      aws.flowLogs.push({ id, group, format });
    }
  }
  const buckets = await new Buckets().listen();
  for (const bucket of ["flows", "mixed", "empty"]) await buckets.create(bucket);
  await buckets.copy("flows", join(sample, ".."));
  await buckets.copy("mixed", fixtures);
  const env = {
    ...buckets.env,
    AWS_ENDPOINT_URL: await aws.listen(),
    AWS_ENDPOINT_URL_KINESIS: await kinesis.listen(),
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
  };
  const close = async (): Promise<void> => void (await Promise.all([aws.close(), buckets.close(), kinesis.close()]));
  return { env, close };
}

/** Records of a stream are envelopes: what came to a log stream within a minute, a minute and a half later. */
function fillStream(kinesis: FakeKinesis, events: readonly Event[]): void {
  const stream = kinesis.stream("vpc-flows", 2);
  const byMinute = new Map<string, Event[]>();
  for (const event of events) {
    const key = `${Math.floor(event.timestamp / MINUTE)} ${event.stream}`;
    byMinute.set(key, [...(byMinute.get(key) ?? []), event]);
  }
  const keys = [...byMinute.keys()].toSorted();
  for (const [at, key] of keys.entries()) {
    if (at === keys.length >> 1) stream.split("shardId-000000000000");
    const [minute = "", logStream = ""] = key.split(" ");
    const envelope = envelopeOf(logStream, byMinute.get(key) ?? []);
    stream.put(logStream, gzipSync(envelope), (Number(minute) + 2.5) * MINUTE);
  }
}

function envelopeOf(logStream: string, events: readonly Event[]): string {
  const logEvents = events.map(({ timestamp, message }, at) => ({
    id: `3${timestamp}${String(at).padStart(42, "0")}`,
    timestamp,
    message,
  }));
  const of = { owner: ours[0], logGroup: "vpc-flows", logStream, subscriptionFilters: ["to-kinesis"] };
  return JSON.stringify({ messageType: "DATA_MESSAGE", ...of, logEvents });
}

function linesOf(account: string): { columns: readonly string[]; lines: readonly string[] } {
  const folder = join(sample, account);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".gz"));
  const texts = files.map((file) =>
    gunzipSync(readFileSync(join(folder, file)))
      .toString()
      .trimEnd()
      .split("\n"),
  );
  return { columns: texts[0]?.[0]?.split(" ") ?? [], lines: texts.flatMap(([, ...lines]) => lines) };
}

function eventOf(line: string, columns: readonly string[]): Event {
  const values = line.split(" ");
  const value = (name: string): string => values[columns.indexOf(name)] ?? "";
  return { stream: `${value("interface-id")}-all`, timestamp: Number(value("start")) * 1000, message: line };
}
