// When a shard has been read far enough. The window of a run is about the times at which records start; a stream knows
// when they arrived, which is later: their flows had to end, and to be delivered.
import type { ShardPage, StreamRecord } from "@flowlogs/aws/kinesis/shard";

/** What of a page is wanted, and whether that is the end of its shard for this run. */
export type Stop = (page: ShardPage, isClosed: boolean) => { records: readonly StreamRecord[]; isOver: boolean };

interface StopOptions {
  /** Milliseconds: the end of the window. */
  readonly end?: number | undefined;
  /** It ends at the tip. */
  readonly once: boolean;
  /**
   * The end is one of arrival: records have no time of their own, or the next run goes on from there, and would never
   * see those that this one read and did not want.
   */
  readonly isByArrival: boolean;
}

/** Milliseconds in which a record that belongs to the window may still arrive: ten of aggregation, five of delivery, five to spare. */
const LATE = 1_200_000;

export function stopAt({ end = Number.POSITIVE_INFINITY, once, isByArrival }: StopOptions): Stop {
  const limit = isByArrival ? end : end + LATE;
  return (page, isClosed) => {
    const over = isByArrival ? page.records.findIndex(({ arrival }) => arrival >= limit) : -1;
    if (over >= 0) return { records: page.records.slice(0, over), isOver: true };
    // A shard that is closed has more to tell as long as it does not say that it is read to its end.
    const isTip = once && page.isTip && !isClosed;
    return { records: page.records, isOver: isTip || page.reached >= limit };
  };
}
