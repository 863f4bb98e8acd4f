// Where a run has come to in a stream, as it is kept in a state: a place for each shard, from which the next run goes on.
// What is read back may be anything.
import { isObject } from "@flowlogs/formats/json/jsonText";
import type { ShardPosition } from "@flowlogs/aws/kinesis/shard";

/** Where a shard goes on; done: it was read to its end. */
export type ShardPlace = ShardPosition | "done";

export interface ShardProgress {
  /** Where shards begin that have no place: at the oldest record, or at what arrived at that time, in milliseconds. */
  readonly from: "horizon" | number;
  readonly shards: readonly (readonly [id: string, place: ShardPlace])[];
}

/** What was kept, if it is that. */
export function progressOf(kept: unknown): ShardProgress | undefined {
  if (!isObject(kept)) return undefined;
  const { from, shards } = kept;
  if ((from !== "horizon" && typeof from !== "number") || !Array.isArray(shards)) return undefined;
  const entries: readonly unknown[] = shards;
  return { from, shards: entries.flatMap((entry) => (isEntry(entry) ? [entry] : [])) };
}

function isEntry(entry: unknown): entry is ShardProgress["shards"][number] {
  if (!Array.isArray(entry)) return false;
  const [id, place]: unknown[] = entry;
  return typeof id === "string" && (place === "done" || isPosition(place));
}

function isPosition(place: unknown): place is ShardPosition {
  if (!isObject(place)) return false;
  const { at, time, sequence } = place;
  if (at === "horizon") return true;
  return typeof time === "number" && (at === "time" || (at === "after" && typeof sequence === "string"));
}
