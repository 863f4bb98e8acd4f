// Decides when a shard was read far enough. The window of a run applies to the start of records; a stream knows their arrival,
// which is later: their flows had to end, and to be delivered.
import type { ShardPage, StreamRecord } from "@flowlogs/aws/kinesis/shard";

/** Which records of a page are wanted, and whether the shard ends there for this run. */
export type StopCondition = (
  page: ShardPage,
  isClosed: boolean,
) => { records: readonly StreamRecord[]; isOver: boolean };

interface StopOptions {
  /** Milliseconds: the end of the window. */
  readonly end?: number | undefined;
  /** The run ends at the newest record. */
  readonly once: boolean;
  /**
   * The end applies to arrival: records have no time of their own, or the next run resumes there, and would miss those that
   * this one read and did not want.
   */
  readonly isByArrival: boolean;
}

/** Milliseconds after the window in which its records may still arrive: ten minutes of aggregation, five of delivery, five to spare. */
const LATE_ARRIVAL = 1_200_000;

export function stopCondition({ end = Number.POSITIVE_INFINITY, once, isByArrival }: StopOptions): StopCondition {
  const limit = isByArrival ? end : end + LATE_ARRIVAL;
  return (page, isClosed) => {
    const over = isByArrival ? page.records.findIndex(({ arrival }) => arrival >= limit) : -1;
    if (over >= 0) return { records: page.records.slice(0, over), isOver: true };
    // A closed shard has more records until the service says that it was read to its end.
    const isTip = once && page.isTip && !isClosed;
    return { records: page.records, isOver: isTip || page.reached >= limit };
  };
}
