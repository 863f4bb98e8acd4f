// A shard of a stream, and a place in it, in the words that every way of reading shares.

export interface Shard {
  readonly id: string;
  /** The shards that it came from by a split or a merge, as far as the stream still has them. */
  readonly parents: readonly string[];
  /** No more records come into it. */
  readonly isClosed: boolean;
}

/** Where in a shard the next record is looked for. */
export type ShardPosition =
  | { readonly at: "horizon" }
  | { readonly at: "latest" }
  /** The first record that arrived at that time, in milliseconds, or later. */
  | { readonly at: "time"; readonly time: number }
  /** The first record behind the one of that sequence number; all that arrived before that time is in front of it. */
  | { readonly at: "after"; readonly sequence: string; readonly time: number };

/** A record as the service has it. */
export interface StreamRecord {
  readonly sequence: string;
  /** Milliseconds: when it came into the stream, more or less. */
  readonly arrival: number;
  readonly data: Uint8Array;
}

/** What one answer holds of a shard. */
export interface ShardPage {
  readonly records: readonly StreamRecord[];
  /** Where the next one goes on. */
  readonly position: ShardPosition;
  /** All before that time, in milliseconds, has come, as far as the answer tells. */
  readonly reached: number;
  /** There was nothing behind these records. */
  readonly isTip: boolean;
  /** The shard was closed, and this is its end. */
  readonly isLast: boolean;
  /** The shards that it was split or merged into, where its end names them. */
  readonly children: readonly Shard[];
}
