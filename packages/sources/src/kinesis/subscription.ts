// Reads a shard by enhanced fan-out: a consumer with a share of its own subscribes to it, and AWS sends the records. A
// subscription ends after five minutes, or when its connection breaks; the next one continues from there.
import {
  type SubscribeToShardCommandInput,
  type SubscribeToShardEvent,
  SubscribeToShardCommand,
} from "@flowlogs/aws/kinesis/sdk";
import type { Clock } from "@flowlogs/base/clock";
import { isAbort, RemoteError } from "@flowlogs/base/errors";
import { toRemoteError } from "@flowlogs/aws/errors";
import type { StreamClient } from "@flowlogs/aws/kinesis/client";
import type { Consumer } from "@flowlogs/aws/kinesis/consumer";
import { ExpectedError, ResourceInUse, FutureTime, toKinesisError } from "@flowlogs/aws/kinesis/errors";
import { toChildren, toRecords } from "@flowlogs/aws/kinesis/fromSdk";
import type { ShardPosition, ShardPage } from "@flowlogs/aws/kinesis/shard";

interface SubscriptionOptions {
  readonly consumer: Pick<Consumer, "name" | "arn">;
  readonly client: StreamClient;
  readonly clock: Clock;
}

/** Milliseconds for which AWS refuses a second subscription. */
const MIN_INTERVAL = 5000;
/** Maximum subscriptions in a row that are refused, or break before they bring anything. */
const MAX_FAILURES = 12;

/** The pages of a shard from a position. */
export async function* subscribe(
  shard: string,
  from: ShardPosition,
  { consumer, client, clock }: SubscriptionOptions,
  signal: AbortSignal,
): AsyncGenerator<ShardPage> {
  let position = from;
  for (let failures = 0; ; failures++) {
    const started = clock.now();
    try {
      const input = { ConsumerARN: consumer.arn, ShardId: shard, StartingPosition: startingAt(position) };
      const { EventStream = [] } = await client.call(
        "kinesis:SubscribeToShard",
        (kinesis, abortSignal) => kinesis.send(new SubscribeToShardCommand(input), { abortSignal }),
        signal,
      );
      for await (const { SubscribeToShardEvent: event } of EventStream) {
        if (event === undefined) continue;
        failures = 0;
        const page = pageOf(event, position, clock.now());
        position = page.position;
        yield page;
        if (page.isLast) return;
      }
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      if (error instanceof FutureTime) position = { at: "latest" };
      else if (failures >= MAX_FAILURES || !isTemporary(error)) throw lastingError(error, consumer.name);
    }
    // At least a moment, or a subscription that ends at once would be repeated without end.
    await clock.sleep(Math.max(MIN_INTERVAL - (clock.now() - started), 1), signal);
  }
}

/** Whether another try may succeed: a connection broke, or the last subscription is not quite over. */
function isTemporary(error: unknown): boolean {
  if (error instanceof ResourceInUse) return true;
  // An error during a subscription is not translated yet: that another run has subscribed will not pass.
  return !(error instanceof RemoteError) && toKinesisError(error) === undefined;
}

function lastingError(error: unknown, consumer: string): unknown {
  if (error instanceof ExpectedError && !(error instanceof ResourceInUse)) return error;
  const known = error instanceof ExpectedError ? error : (toKinesisError(error) ?? error);
  if (!(known instanceof ResourceInUse)) return toRemoteError(known, { permission: "kinesis:SubscribeToShard" });
  const what = `another run reads as the consumer ${consumer}`;
  return new RemoteError(what, "stop it, or give each run its own --consumer", error);
}

function pageOf(event: SubscribeToShardEvent, before: ShardPosition, now: number): ShardPage {
  const { ContinuationSequenceNumber: sequence, MillisBehindLatest: behind = 0, ChildShards = [] } = event;
  const records = toRecords(event.Records ?? []);
  const last = records.at(-1);
  const isTip = behind === 0;
  const reached = last === undefined || isTip ? now - behind : last.arrival;
  // At the end of a closed shard there is no position to continue from.
  const isLast = sequence === undefined;
  const position: ShardPosition = isLast ? before : { at: "after", sequence, time: reached };
  return { records, position, reached, isTip, isLast, children: toChildren(ChildShards) };
}

function startingAt(position: ShardPosition): SubscribeToShardCommandInput["StartingPosition"] {
  switch (position.at) {
    case "horizon":
      return { Type: "TRIM_HORIZON" };
    case "latest":
      return { Type: "LATEST" };
    case "time":
      return { Type: "AT_TIMESTAMP", Timestamp: new Date(position.time) };
    case "after":
      return { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber: position.sequence };
  }
}
