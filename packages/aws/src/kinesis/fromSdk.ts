// Converts records and shards from the SDK's types to ours.
import type { ChildShard, _Record } from "@aws-sdk/client-kinesis";
import type { Shard, StreamRecord } from "./shard.ts";

const noBytes = new Uint8Array(0);

/** Records without a sequence number, time or data get "", 0 and no bytes. */
export function toRecords(records: readonly _Record[]): readonly StreamRecord[] {
  return records.map(({ SequenceNumber = "", ApproximateArrivalTimestamp, Data = noBytes }) => ({
    sequence: SequenceNumber,
    arrival: ApproximateArrivalTimestamp?.getTime() ?? 0,
    data: Data,
  }));
}

export function toChildren(children: readonly Pick<ChildShard, "ShardId" | "ParentShards">[]): readonly Shard[] {
  return children.flatMap(({ ShardId: id, ParentShards: parents = [] }) =>
    id === undefined ? [] : [{ id, parents, isClosed: false }],
  );
}
