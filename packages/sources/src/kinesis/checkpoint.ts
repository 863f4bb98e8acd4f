// How far a run has read a stream, as saved in a state: a position for each shard, from which the next run resumes. What is
// loaded may be anything.
import { isObject } from "@flowlogs/formats/json/jsonText";
import type { ShardPosition } from "@flowlogs/aws/kinesis/shard";

/** Where a shard is resumed; done: it was read to its end. */
export type ShardPlace = ShardPosition | "done";

export interface ShardProgress {
  /** Where shards without a position begin: at the oldest record, or at what arrived at that time, in milliseconds. */
  readonly from: "horizon" | number;
  readonly shards: readonly (readonly [id: string, place: ShardPlace])[];
}

/** Parses an entry of a state; undefined when it is something else. */
export function progressOf(saved: unknown): ShardProgress | undefined {
  if (!isObject(saved)) return undefined;
  const { from, shards } = saved;
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
