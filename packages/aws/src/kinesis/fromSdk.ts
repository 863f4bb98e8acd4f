// The words of the SDK in ours.
import type { ChildShard, _Record } from "@aws-sdk/client-kinesis";
import type { Shard, StreamRecord } from "./shard.ts";

const nothing = new Uint8Array(0);

export function toRecords(records: readonly _Record[]): readonly StreamRecord[] {
  return records.map(({ SequenceNumber = "", ApproximateArrivalTimestamp, Data = nothing }) => ({
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
