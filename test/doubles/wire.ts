// What a stream holds, in the words of the API of Kinesis.
import type { ShardData, StoredRecord, StreamData } from "./stream.ts";

/** The number from which on records are wanted. */
export function startIn(shard: ShardData, stream: StreamData, input: Readonly<Record<string, unknown>>): number {
  const type = String(input["ShardIteratorType"] ?? input["Type"]);
  const sequence = Number(input["StartingSequenceNumber"] ?? input["SequenceNumber"]);
  const time = Number(input["Timestamp"]) * 1000;
  if (type === "AFTER_SEQUENCE_NUMBER") return sequence + 1;
  if (type === "AT_SEQUENCE_NUMBER") return sequence;
  if (type === "LATEST") return stream.next;
  if (type === "AT_TIMESTAMP") return shard.records.find(({ arrival }) => arrival >= time)?.number ?? stream.next;
  return 0;
}

export function recordOf({ number, arrival, key, data }: StoredRecord): object {
  return {
    SequenceNumber: String(number).padStart(56, "0"),
    ApproximateArrivalTimestamp: arrival / 1000,
    PartitionKey: key,
    Data: Buffer.from(data).toString("base64"),
  };
}

export function childOf({ id, parents }: ShardData): object {
  return { ShardId: id, ParentShards: parents, HashKeyRange: { StartingHashKey: "0", EndingHashKey: "1" } };
}

export function shardOf({ id, parents: [parent, adjacent], closedAt }: ShardData): object {
  return {
    ShardId: id,
    ...(parent === undefined ? {} : { ParentShardId: parent }),
    ...(adjacent === undefined ? {} : { AdjacentParentShardId: adjacent }),
    HashKeyRange: { StartingHashKey: "0", EndingHashKey: "1" },
    SequenceNumberRange: {
      StartingSequenceNumber: "0",
      ...(closedAt === undefined ? {} : { EndingSequenceNumber: String(closedAt) }),
    },
  };
}

export function summaryOf(name: string, { open }: StreamData, hours: number): object {
  return {
    StreamName: name,
    StreamARN: arnOf(name),
    StreamStatus: "ACTIVE",
    StreamModeDetails: { StreamMode: "PROVISIONED" },
    RetentionPeriodHours: hours,
    StreamCreationTimestamp: 0,
    EnhancedMonitoring: [],
    OpenShardCount: open.length,
  };
}

function arnOf(name: string): string {
  return `arn:aws:kinesis:us-east-1:123456789012:stream/${name}`;
}
