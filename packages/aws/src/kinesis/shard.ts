// A shard, a position in it, its records and pages: the types that polling and subscriptions share.

export interface Shard {
  readonly id: string;
  /** The shards that it came from by a split or a merge, as far as the stream still has them. */
  readonly parents: readonly string[];
  /** It gets no more records. */
  readonly isClosed: boolean;
}

/** Where in a shard reading goes on. */
export type ShardPosition =
  | { readonly at: "horizon" }
  | { readonly at: "latest" }
  /** The first record that arrived at that time (epoch milliseconds) or later. */
  | { readonly at: "time"; readonly time: number }
  /** The first record after that sequence number. `time`: all records that arrived earlier come before it. */
  | { readonly at: "after"; readonly sequence: string; readonly time: number };

/** A record of a stream: the bytes that a producer put there. */
export interface StreamRecord {
  readonly sequence: string;
  /** The approximate arrival time, in epoch milliseconds. */
  readonly arrival: number;
  readonly data: Uint8Array;
}

/** The records of one response. */
export interface ShardPage {
  readonly records: readonly StreamRecord[];
  /** Where the next page begins. */
  readonly position: ShardPosition;
  /** All records that arrived before this time (epoch milliseconds) have been read, as far as the response says. */
  readonly reached: number;
  /** These are the newest records of the shard. */
  readonly isTip: boolean;
  /** The shard is closed, and this is its last page. */
  readonly isLast: boolean;
  /** The shards that it was split or merged into, if the last page names them. */
  readonly children: readonly Shard[];
}
