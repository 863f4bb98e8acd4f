// A shard by enhanced fan-out: it is subscribed to, by a consumer whose share of it nobody else uses up, and AWS sends what
// comes. A subscription ends after five minutes, or when its connection breaks; the next one goes on where it was.
import {
  type SubscribeToShardCommandInput,
  type SubscribeToShardEvent,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
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

/** Milliseconds in which AWS refuses a second subscription. */
const BETWEEN = 5000;
/** Subscriptions in a row that are refused, or bring nothing before they break. */
const PATIENCE = 12;

/** The pages of a shard from a position on. */
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
      else if (failures >= PATIENCE || !mayPass(error)) throw lasting(error, consumer.name);
    }
    // At least a moment, or a subscription that ends at once would be asked for without end.
    await clock.sleep(Math.max(BETWEEN - (clock.now() - started), 1), signal);
  }
}

/** It may be otherwise the next time: a connection broke, or the last subscription is not quite over. */
function mayPass(error: unknown): boolean {
  if (error instanceof ResourceInUse) return true;
  // What breaks while events come is not worded yet: that somebody else has subscribed now will not pass.
  return !(error instanceof RemoteError) && toKinesisError(error) === undefined;
}

function lasting(error: unknown, consumer: string): unknown {
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
  // At the end of a shard that is closed there is nothing to go on with.
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
