// Explains in words what reading a stream would do, for --explain. Reads no records.
import { visible } from "@flowlogs/cli";
import type { StreamDescriptionSummary } from "@flowlogs/aws/kinesis/sdk";
import { formatInstant } from "@flowlogs/core";
import type { ProviderDeps } from "../provider/provider.ts";
import type { KinesisValues } from "./options.ts";
import { CONSUMER_COST } from "@flowlogs/aws/kinesis/consumer";
import type { StreamPlan } from "./plan.ts";
import type { ShardPosition, Shard } from "@flowlogs/aws/kinesis/shard";

/** Lines of text, the first one a title. */
export async function explain(plan: StreamPlan, { values, remote }: ProviderDeps<KinesisValues>): Promise<string> {
  const { stream, region, service, start } = plan;
  const isPast = start.at === "time" && start.time < remote.clock.now();
  const shards = await service.shards(isPast ? start.time : undefined);
  const summary = await service.summary();
  const { consumer } = values;
  const lines: (readonly [name: string, text: string])[] = [
    ["shards", shardsText(shards)],
    ["from", fromText(start)],
    ["to", toText(values)],
    [
      "columns",
      (values.formats ?? []).length > 0 ? "given by --format" : "the default, unless records name their columns",
    ],
    ["streams", [...(values.stream ?? []), ...(values.eni ?? []).map((it) => `${it}-...`)].join(", ") || "all"],
    ["keeps", summary?.RetentionPeriodHours === undefined ? "unknown" : `${summary.RetentionPeriodHours} hours`],
    ["calls", callsText(shards, start, consumer)],
    ["cost", consumer === undefined ? costText(summary) : `${CONSUMER_COST} (us-east-1)`],
  ];
  const rate = "GetRecords, at most 5 calls a second and shard";
  const way = consumer === undefined ? rate : `SubscribeToShard as the consumer ${consumer}`;
  const body = lines.map(([name, text]) => `  ${name.padEnd(7)}  ${visible(text)}\n`);
  return `${visible(stream.source)} in ${region}: ${way}\n${body.join("")}`;
}

function shardsText(shards: readonly Shard[]): string {
  const closed = shards.filter(({ isClosed }) => isClosed).length;
  return `${shards.length - closed} open, ${closed} closed`;
}

function fromText(start: ShardPosition): string {
  if (start.at === "time") return `${formatInstant(start.time / 1000)}, by arrival`;
  return start.at === "latest" ? "now" : "the oldest record";
}

function toText({ end, follow }: KinesisValues): string {
  const until = end === undefined ? undefined : formatInstant(end);
  if (follow !== undefined) return until ?? "no end";
  return until === undefined ? "the newest record" : `${until}, or the newest record`;
}

/** At least two calls per shard: the service does not say what is in a shard. */
function callsText(shards: readonly Shard[], start: ShardPosition, consumer: string | undefined): string {
  const count = shards.filter(({ isClosed }) => start.at !== "latest" || !isClosed).length;
  if (consumer !== undefined) return `1 ListShards, ${count} SubscribeToShard every five minutes`;
  return `at least ${2 * count + 1}: 1 ListShards, ${count} GetShardIterator, ${count} GetRecords`;
}

function costText(summary: StreamDescriptionSummary | undefined): string {
  const isOnDemand = summary?.StreamModeDetails?.StreamMode === "ON_DEMAND";
  return isOnDemand ? "about 0.04 USD a GB (us-east-1)" : "none for the calls";
}
