// Reads a shard by GetRecords: each call returns the iterator of the next, and an expired one is made again after the last
// record. Calls stay within what AWS allows for a shard, which all its readers share: five a second, and two megabytes.
import type { Clock } from "@flowlogs/base/clock";
import { RateLimiter } from "@flowlogs/aws/rateLimiter";
import { ExpiredIterator } from "@flowlogs/aws/kinesis/errors";
import type { GetRecordsResponse } from "@flowlogs/aws/kinesis/getRecordsResponse";
import type { StreamService } from "@flowlogs/aws/kinesis/stream";
import type { ShardPosition, ShardPage } from "@flowlogs/aws/kinesis/shard";
import type { Semaphore } from "@flowlogs/base/semaphore";

interface PollingOptions {
  readonly service: Pick<StreamService, "iterator" | "records">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly semaphore: Semaphore;
}

/** Calls per second, and bytes per millisecond. */
const [CALLS, BYTES] = [5, 2 * 1024 * 1.024];
/** Milliseconds between two calls at the end of a shard, which share the limit with other readers. */
const IDLE_INTERVAL = 1000;
/** Wanted bytes per page: five a second are all that a shard gives, and larger ones take more memory. */
const PAGE_BYTES = 1 << 19;
/** Records in the first request, when their size is unknown; the maximum; and how much a request may grow. */
const [FIRST_LIMIT, MAX_LIMIT, MAX_GROWTH] = [10, 10_000, 16];
/** Milliseconds that our clock may be ahead of AWS's. */
export const CLOCK_SKEW = 120_000;

/** The pages of a shard from a position. The memory of a page is in use until the next one is requested. */
export async function* poll(shard: string, from: ShardPosition, options: PollingOptions): AsyncGenerator<ShardPage> {
  const { service, clock, signal, semaphore } = options;
  const [forIterators, forRecords] = [new RateLimiter(CALLS, clock), new RateLimiter(CALLS, clock)];
  let [position, iterator, limit]: [ShardPosition, string | undefined, number] = [from, undefined, FIRST_LIMIT];
  for (;;) {
    const release = await semaphore.acquire(signal);
    const asked = clock.now();
    try {
      iterator ??= await service.iterator(shard, position, forIterators);
      const answer = await service.records(iterator, limit, forRecords);
      const page = pageOf(answer, position, limit, { asked, now: clock.now() });
      iterator = answer.next;
      position = page.position;
      yield page;
      if (page.isLast) return;
      release();
      const bytes = page.records.reduce((sum, { data }) => sum + data.length, 0);
      if (bytes > 0) limit = fitting(limit, bytes / page.records.length);
      const rest = Math.max(page.isTip ? IDLE_INTERVAL : 0, bytes / BYTES) - (clock.now() - asked);
      if (rest > 0) await clock.sleep(rest, signal);
    } catch (error) {
      if (!(error instanceof ExpiredIterator)) throw error;
      iterator = undefined;
    } finally {
      release();
    }
  }
}

/** Records to request when they have `bytes` bytes each; the next ones may be larger, so the number grows in steps. */
function fitting(before: number, bytes: number): number {
  return Math.max(1, Math.min(MAX_LIMIT, MAX_GROWTH * before, Math.floor(PAGE_BYTES / bytes)));
}

interface CallTimes {
  readonly asked: number;
  readonly now: number;
}

function pageOf(
  { records, next, behind, children }: GetRecordsResponse,
  before: ShardPosition,
  limit: number,
  when: CallTimes,
): ShardPage {
  const last = records.at(-1);
  // A full page may be followed by another, whatever the service says.
  const isTip = behind === 0 && records.length < limit;
  const known = isTip ? when.asked - CLOCK_SKEW : 0;
  return {
    records,
    position: last === undefined ? onward(before, when.asked, known) : after(last.sequence, last.arrival, known),
    reached: last === undefined || isTip ? when.now - behind : last.arrival,
    isTip,
    isLast: next === undefined,
    children,
  };
}

/** The position in a shard after an empty page; `known`: all that arrived before that time was read. */
function onward(position: ShardPosition, asked: number, known: number): ShardPosition {
  switch (position.at) {
    case "latest":
      return { at: "time", time: asked - CLOCK_SKEW };
    case "time":
      return { at: "time", time: Math.max(position.time, known) };
    case "after":
      return after(position.sequence, position.time, known);
    case "horizon":
      return position;
  }
}

function after(sequence: string, time: number, known: number): ShardPosition {
  return { at: "after", sequence, time: Math.max(time, known) };
}
